#include <benchmark/benchmark.h>

#include "crypto/jwt.h"
#include "crypto/password.h"

namespace {

using namespace jm::crypto;

JwtSigner signer() { return std::move(*JwtSigner::make({.key = jm::Secret("0123456789abcdef0123456789abcdef")})); }

void jwt_check_unseen(benchmark::State& state) {
  const JwtSigner s = signer();
  const std::string token = s.sign(jm::new_id(), "someone@example.org");
  for (auto _ : state) benchmark::DoNotOptimize(s.check(token));
}
BENCHMARK(jwt_check_unseen);

void jwt_verify_remembered(benchmark::State& state) {
  JwtSigner s = signer();
  const std::string token = s.sign(jm::new_id(), "someone@example.org");
  for (auto _ : state) benchmark::DoNotOptimize(s.verify(token));
}
BENCHMARK(jwt_verify_remembered);

void jwt_sign(benchmark::State& state) {
  const JwtSigner s = signer();
  const jm::Uuid user = jm::new_id();
  for (auto _ : state) benchmark::DoNotOptimize(s.sign(user, "someone@example.org"));
}
BENCHMARK(jwt_sign);

void password_verify(benchmark::State& state) {
  const std::string phc = *hash_password("correct horse");
  for (auto _ : state) benchmark::DoNotOptimize(verify_password(phc, "correct horse"));
}
BENCHMARK(password_verify)->Unit(benchmark::kMillisecond);

}  // namespace
