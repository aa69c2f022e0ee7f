// What a Result says, readable whether it holds a value or an error: reason_of(r) is "" and code_of(r) OK for a value. (Asking
// a value for its error() is undefined, so a test that did could pass by chance.)
#pragma once
#include <string>

#include "base/result.h"

namespace jm::test {

template <class T>
Code code_of(const Result<T>& r) { return r ? Code::kOk : r.error().code; }
template <class T>
std::string reason_of(const Result<T>& r) { return r ? "" : r.error().reason; }
template <class T>
std::string message_of(const Result<T>& r) { return r ? "" : r.error().message; }

}  // namespace jm::test
