// libsodium picks its implementations once, before its password functions are first used. Inside crypto/ only.
#pragma once

namespace jm::crypto {

void sodium_ready();      // thread-safe; aborts when the system has no usable random generator

}  // namespace jm::crypto
