// What a request costs the server's thread, in CPU time, beside the least that Beast can do: both servers answer the same
// request with the same body over 32 keep-alive connections of this machine's loopback.
//
//   ServerCpu/ours    our server: limits, router, coroutine handler, request id, date
//   ServerCpu/floor   Beast's own parser and serializer, one callback per step, no router, no limits
//
// cpu_us is the figure (the wall clock measures the load generator as well). Then the pure parts, per operation.
#include <benchmark/benchmark.h>
#include <poll.h>
#include <pthread.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include "http/compress.h"
#include "http/multipart.h"
#include "http/request_parser.h"
#include "http/status.h"
#include "http/testing.h"

namespace jm::http {
namespace {

constexpr std::string_view kAnswer = R"({"data":{"ping":"pong"}})";
constexpr int kConnections = 32;

std::string typical_request() {
  return testing::post("/graphql", R"({"query":"{ping}"})",
                       "User-Agent: bench\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
                       "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJ1c2VySWQiOiIxIn0.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n");
}

// The floor: written as Beast's examples are.
class FloorSession : public std::enable_shared_from_this<FloorSession> {
 public:
  explicit FloorSession(boost::asio::ip::tcp::socket s) : stream_(std::move(s)) {}
  void read() {
    request_ = {};
    stream_.expires_after(std::chrono::seconds(30));
    boost::beast::http::async_read(stream_, buffer_, request_, [self = shared_from_this()](boost::system::error_code ec, std::size_t) {
      if (!ec) self->write();
    });
  }

 private:
  void write() {
    response_ = {boost::beast::http::status::ok, request_.version()};
    response_.set(boost::beast::http::field::content_type, "application/json");
    response_.body() = {kAnswer.data(), kAnswer.size()};
    response_.keep_alive(request_.keep_alive());
    response_.prepare_payload();
    boost::beast::http::async_write(stream_, response_, [self = shared_from_this()](boost::system::error_code ec, std::size_t) {
      if (!ec) self->read();
    });
  }
  boost::beast::tcp_stream stream_;
  boost::beast::flat_buffer buffer_;
  boost::beast::http::request<boost::beast::http::string_body> request_;
  boost::beast::http::response<boost::beast::http::span_body<const char>> response_;
};

void accept_floor(boost::asio::ip::tcp::acceptor& acceptor) {
  acceptor.async_accept([&acceptor](boost::system::error_code ec, boost::asio::ip::tcp::socket s) {
    if (ec) return;
    s.set_option(boost::asio::ip::tcp::no_delay(true));
    std::make_shared<FloorSession>(std::move(s))->read();
    accept_floor(acceptor);
  });
}

// Keeps one request in flight on each connection; every answer has the same size.
class Load {
 public:
  explicit Load(std::uint16_t port) : request_(typical_request()) {
    for (int i = 0; i < kConnections; ++i) {
      const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
      sockaddr_in a{};
      a.sin_family = AF_INET;
      a.sin_port = htons(port);
      a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      if (::connect(fd, reinterpret_cast<sockaddr*>(&a), sizeof a) != 0) std::abort();
      fds_.push_back({fd, POLLIN, 0});
    }
  }
  ~Load() {
    for (auto& p : fds_) ::close(p.fd);
  }
  void run(std::int64_t requests) {
    std::int64_t sent = 0, answered = 0;
    const auto send = [&](int fd) {
      if (sent++ < requests && ::send(fd, request_.data(), request_.size(), MSG_NOSIGNAL) < 0) std::abort();
    };
    for (auto& p : fds_) send(p.fd);
    while (answered < requests) {
      ::poll(fds_.data(), fds_.size(), -1);
      for (auto& p : fds_) {
        if (!p.revents) continue;
        char in[4096];
        const auto n = ::recv(p.fd, in, sizeof in, 0);
        if (n <= 0 || !std::string_view(in, static_cast<std::size_t>(n)).ends_with(kAnswer)) std::abort();
        ++answered;
        send(p.fd);
      }
    }
  }

 private:
  const std::string request_;
  std::vector<pollfd> fds_;
};

Task<Response> ping(Request&) { co_return json_response(200, std::string(kAnswer)); }

double cpu_us_of(testing::IoThread& thread) {
  timespec t{};
  thread.run([&] { clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t); });
  return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_nsec) / 1e3;
}

constexpr std::int64_t kRequestsPerRound = 5000;

void measure(benchmark::State& state, testing::IoThread& thread, std::uint16_t port) {
  Load load(port);
  load.run(kRequestsPerRound);
  const double before = cpu_us_of(thread);
  for (auto _ : state) load.run(kRequestsPerRound);
  const auto requests = static_cast<double>(state.iterations() * kRequestsPerRound);
  state.counters["cpu_us"] = (cpu_us_of(thread) - before) / requests;
  state.counters["requests"] = benchmark::Counter(requests, benchmark::Counter::kIsRate);
}

void server_cpu_ours(benchmark::State& state) {
  Router router;
  router.on(Method::kPost, "/graphql", ping);
  testing::TestServer server(std::move(router));
  measure(state, server.thread, server.port);
}
BENCHMARK(server_cpu_ours)->Name("ServerCpu/ours")->Unit(benchmark::kMillisecond)->UseRealTime();

void server_cpu_floor(benchmark::State& state) {
  using boost::asio::ip::tcp;
  testing::IoThread thread;
  auto acceptor = thread.run([&] { return std::make_unique<tcp::acceptor>(thread.io, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)); });
  thread.run([&] { accept_floor(*acceptor); });
  measure(state, thread, acceptor->local_endpoint().port());
  thread.run([&] { acceptor.reset(); });
}
BENCHMARK(server_cpu_floor)->Name("ServerCpu/floor")->Unit(benchmark::kMillisecond)->UseRealTime();

void parse_request(benchmark::State& state) {
  const Limits limits;
  RequestParser parser(limits);
  const std::string bytes = typical_request();
  for (auto _ : state) {
    parser.head(bytes);
    parser.begin_body(limits.body_bytes_max);
    std::string_view body = std::string_view(bytes).substr(parser.head_size());
    parser.body(body);
    benchmark::DoNotOptimize(parser.request().body.data());
    parser.reset();
  }
}
BENCHMARK(parse_request)->Name("ParseRequest");

std::string some_json(std::size_t size) {
  std::string text = "[";
  for (std::size_t i = 0; text.size() < size; ++i)
    text += R"({"id":")" + std::to_string(i * 2654435761u) + R"(","title":"Software engineer","company":"Company )" + std::to_string(i * 7919 % 311) + R"(","status":"PENDING"},)";
  text.back() = ']';
  return text;
}

void compress_body(benchmark::State& state, Coding coding) {
  const std::string text = some_json(20'000);
  std::size_t size = 0;
  for (auto _ : state) size = encode_body(coding, text, 1, 3).size();
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
  state.counters["ratio"] = static_cast<double>(text.size()) / static_cast<double>(size);
}
BENCHMARK_CAPTURE(compress_body, gzip, Coding::kGzip)->Name("Compress/gzip1");
BENCHMARK_CAPTURE(compress_body, br, Coding::kBrotli)->Name("Compress/br3");

void multipart(benchmark::State& state) {
  const std::string bytes = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"cv.pdf\"\r\nContent-Type: application/pdf\r\n\r\n" +
                            std::string(1'000'000, 'p') + "\r\n--b--\r\n";
  for (auto _ : state) benchmark::DoNotOptimize(parse_multipart(bytes, "b"));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK(multipart)->Name("Multipart/1MB");

}  // namespace
}  // namespace jm::http
