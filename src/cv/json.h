// A CV as JSON: {"name":{"text":"…","page":1,"box":[x0,y0,x1,y1]}, …, "experience":[{"title":{…},"start":"2021-03",…}]}. The form in
// which the sandboxed child hands its reading to the parent, and what `jobmate read-cv` prints.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "cv/cv.h"

namespace jm::cv {

std::string to_json(const Cv& cv);
// The same back. INVALID_ARGUMENT when it is no such JSON; strings and lists are bounded.
Result<Cv> from_json(std::string_view json);

}  // namespace jm::cv
