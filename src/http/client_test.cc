// The client against our own server, against scripted bytes, and against TLS servers whose certificates are made here.
#include "http/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <atomic>

#include "http/gzip.h"
#include "http/status.h"
#include "http/testing.h"

namespace jm::http {
namespace {

using namespace std::chrono_literals;
using testing::IoThread;
using testing::TestServer;
using ::testing::HasSubstr;

struct ClientThread {
  explicit ClientThread(ClientOptions options = {}) {
    thread.run([&] { client.emplace(thread.io, std::move(options)); });
  }
  ~ClientThread() {
    thread.run([&] { client.reset(); });
  }
  Result<ClientResponse> send(ClientRequest request) { return thread.await(client->send(std::move(request))); }
  Result<ClientResponse> get(std::string url) {
    ClientRequest request;
    request.url = std::move(url);
    return send(std::move(request));
  }
  IoThread thread;
  std::optional<Client> client;
};

std::string outcome(const Result<ClientResponse>& r) {
  if (r) return std::to_string(r->status) + " " + r->body;
  return std::string(code_name(r.error().code)) + " " + r.error().reason;
}

// ---- against our server ---------------------------------------------------------------------------------------------

Task<Response> show(Request& r) {
  std::string out = std::string(r.method_text) + " " + std::string(r.target) + " host=" + std::string(r.headers.get("host")) +
                    " x=" + std::string(r.headers.get("x-test")) + " ua=" + std::string(r.headers.get("user-agent")) + " body=" + r.body;
  co_return text_response(200, std::move(out));
}
Task<Response> moved(Request&) {
  Response r = text_response(302, "");
  r.headers.add("location", "http://169.254.169.254/");
  co_return r;
}
Task<Response> large(Request&) { co_return text_response(200, std::string(2'000'000, 'z')); }
Task<Response> medium(Request&) { co_return text_response(200, std::string(50'000, 'z')); }
Task<Response> never(Request&) {
  co_await sleep_for(20s);
  co_return text_response(200, "");
}

Router routes() {
  Router r;
  r.on(Method::kGet, "/show", show);
  r.on(Method::kPost, "/show", show);
  r.on(Method::kGet, "/moved", moved);
  r.on(Method::kGet, "/large", large);
  r.on(Method::kGet, "/medium", medium);
  r.on(Method::kGet, "/never", never);
  return r;
}

std::string base(std::uint16_t port) { return "http://127.0.0.1:" + std::to_string(port); }

TEST(Client, sends_and_receives) {
  TestServer s(routes());
  ClientThread c;
  ClientRequest request;
  request.method = Method::kPost;
  request.url = base(s.port) + "/show?q=a b#fragment";
  request.headers = {{"X-Test", "1"}};
  request.body = "hello";
  const auto r = c.send(request);
  EXPECT_EQ(outcome(r), "200 POST /show?q=a%20b host=127.0.0.1:" + std::to_string(s.port) + " x=1 ua=jobmate body=hello");
  ASSERT_TRUE(r);
  EXPECT_EQ(r->address.str(), "127.0.0.1");
  EXPECT_EQ(r->header("CONTENT-TYPE"), "text/plain; charset=utf-8");
  request.method = Method::kHead;
  request.body.clear();
  EXPECT_EQ(outcome(c.send(request)), "200 ");
}

TEST(Client, keeps_connections_and_replaces_those_that_died) {
  auto options = ServerOptions();
  options.limits.requests_per_connection_max = 3;
  TestServer s(routes(), options);
  ClientThread c;
  for (int i = 0; i < 4; ++i) EXPECT_EQ(c.get(base(s.port) + "/show")->status, 200);
  EXPECT_EQ(s.stats().accepted, 2u);
}

TEST(Client, notices_that_an_idle_connection_was_closed) {
  auto options = ServerOptions();
  options.limits.idle_timeout = 20ms;
  TestServer s(routes(), options);
  ClientThread c;
  ClientRequest post;
  post.method = Method::kPost;
  post.url = base(s.port) + "/show";
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(c.send(post)->status, 200);
    ASSERT_TRUE(testing::eventually([&] { return s.stats().connections == 0; }));
  }
}

TEST(Client, returns_redirects) {
  TestServer s(routes());
  ClientThread c;
  const auto r = c.get(base(s.port) + "/moved");
  ASSERT_TRUE(r);
  EXPECT_EQ(r->status, 302);
  EXPECT_EQ(r->header("Location"), "http://169.254.169.254/");
}

TEST(Client, has_a_deadline_and_a_size_limit) {
  TestServer s(routes());
  ClientThread c;
  ClientRequest request;
  request.url = base(s.port) + "/never";
  request.deadline = Deadline::in(30ms);
  EXPECT_EQ(outcome(c.send(request)), "DEADLINE_EXCEEDED TIMEOUT");
  request.deadline = Deadline::in(0ms);
  EXPECT_EQ(outcome(c.send(request)), "DEADLINE_EXCEEDED TIMEOUT");
  request.deadline = Deadline::in(10s);
  request.url = base(s.port) + "/large";
  request.response_bytes_max = 1'999'999;
  EXPECT_EQ(outcome(c.send(request)), "RESOURCE_EXHAUSTED TOO_LARGE");      // after gzip
  request.url = base(s.port) + "/medium";
  request.response_bytes_max = 49'999;
  EXPECT_EQ(outcome(c.send(request)), "RESOURCE_EXHAUSTED TOO_LARGE");      // small on the wire
  request.response_bytes_max = 50'000;
  EXPECT_EQ(c.send(request)->body.size(), 50'000u);
  request.url = base(s.port) + "/large";
  request.response_bytes_max = 1'999'999;
  request.accept_gzip = false;
  EXPECT_EQ(outcome(c.send(request)), "RESOURCE_EXHAUSTED TOO_LARGE");
  request.response_bytes_max = 2'000'000;
  EXPECT_EQ(c.send(request)->body.size(), 2'000'000u);
}

TEST(Client, asks_before_it_connects) {
  TestServer s(routes());
  std::vector<std::string> asked;
  ClientOptions options;
  options.vet = [&](const IpAddress& a) -> Result<void> {
    asked.push_back(a.str());
    return fail(Code::kPermissionDenied, "This address is not allowed.");
  };
  ClientThread c(options);
  for (const std::string host : {"127.0.0.1", "127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"})
    EXPECT_EQ(outcome(c.get("http://" + host + ":" + std::to_string(s.port) + "/show")), "PERMISSION_DENIED ") << host;
  EXPECT_EQ(asked, std::vector<std::string>(5, "127.0.0.1"));
  EXPECT_EQ(s.stats().accepted, 0u);
}

TEST(Client, refuses_what_it_cannot_send) {
  ClientThread c;
  ClientRequest request;
  for (const std::string url : {"", "ftp://127.0.0.1/", "http://user:pw@127.0.0.1/", "/relative"}) {
    request.url = url;
    EXPECT_EQ(c.send(request).error().code, Code::kInvalidArgument) << url;
  }
  request.url = "http://127.0.0.1:9/";
  for (const auto& header : std::vector<std::pair<std::string, std::string>>{{"a", "1\r\nb: 2"}, {"a b", "1"}, {"", "1"}, {"Host", "evil"}, {"transfer-encoding", "chunked"}}) {
    request.headers = {header};
    EXPECT_EQ(c.send(request).error().code, Code::kInvalidArgument) << header.first;
  }
}

TEST(Client, says_who_is_not_there) {
  ClientThread c;
  std::uint16_t closed = 0;
  { TestServer s(routes()); closed = s.port; }
  EXPECT_EQ(outcome(c.get(base(closed))), "UNAVAILABLE REFUSED");
  EXPECT_EQ(outcome(c.get("http://no-such-host.invalid/")), "UNAVAILABLE NAME_NOT_FOUND");
}

// ---- against scripted bytes -----------------------------------------------------------------------------------------

// Accepts one connection, reads a request's head, writes these bytes, closes.
class Script {
 public:
  explicit Script(std::string bytes) : bytes_(std::move(bytes)), fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof a;
    ::bind(fd_, reinterpret_cast<sockaddr*>(&a), size);
    ::listen(fd_, 8);
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&a), &size);
    port = ntohs(a.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~Script() {
    thread_.join();
    ::close(fd_);
  }
  std::uint16_t port = 0;

 private:
  void serve() const {
    const int fd = ::accept(fd_, nullptr, nullptr);
    std::string in;
    char piece[4096];
    while (in.find("\r\n\r\n") == std::string::npos) {
      const auto n = ::recv(fd, piece, sizeof piece, 0);
      if (n <= 0) break;
      in.append(piece, static_cast<std::size_t>(n));
    }
    std::string_view left = bytes_;
    while (!left.empty()) {
      const auto n = ::send(fd, left.data(), left.size(), MSG_NOSIGNAL);
      if (n <= 0) break;
      left.remove_prefix(static_cast<std::size_t>(n));
    }
    ::close(fd);
  }
  std::string bytes_;
  int fd_;
  std::thread thread_;
};

TEST(Client, judges_answers) {
  const std::string zipped = gzip("hello gzip"), bomb = gzip(std::string(9'000'000, 'a'));
  const std::string gz = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "200 ok"},
      {"HTTP/1.1 200 OK\r\n\r\nuntil the end", "200 until the end"},
      {"HTTP/1.0 404 Not Found\r\n\r\n", "404 "},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", "200 ok"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "DATA_LOSS BAD_ANSWER"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\nok", "DATA_LOSS BAD_ANSWER"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "DATA_LOSS BAD_ANSWER"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6400001\r\n", "RESOURCE_EXHAUSTED TOO_LARGE"},
      {"HTTP/1.1 200 OK\r\n\r\n" + std::string(5'000'000, 'e'), "RESOURCE_EXHAUSTED TOO_LARGE"},
      {"HTTP/1.1 204 No Content\r\n\r\n", "204 "},
      {"HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n", "304 "},
      {"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", "201 "},
      {gz + std::to_string(zipped.size()) + "\r\n\r\n" + zipped, "200 hello gzip"},
      {gz + std::to_string(bomb.size()) + "\r\n\r\n" + bomb, "RESOURCE_EXHAUSTED TOO_LARGE"},
      {gz + "5\r\n\r\nwrong", "DATA_LOSS BAD_ANSWER"},
      {gz + "15\r\n\r\n" + zipped.substr(0, 15), "DATA_LOSS BAD_ANSWER"},
      {"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\nok", "DATA_LOSS BAD_ANSWER"},
      {"", "UNAVAILABLE CLOSED"},
      {"HTTP/1.1 200 OK\r\nContent-Le", "DATA_LOSS CUT_SHORT"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", "DATA_LOSS CUT_SHORT"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok", "DATA_LOSS CUT_SHORT"},
      {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "DATA_LOSS BAD_ANSWER"},
      {"HTTP/1.1 200 OK\r\nX: " + std::string(40'000, 'h') + "\r\n\r\n", "RESOURCE_EXHAUSTED TOO_LARGE"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", "RESOURCE_EXHAUSTED TOO_LARGE"},
  };
  ClientThread c;
  for (const auto& [bytes, expected] : cases) {
    Script script(bytes);
    EXPECT_EQ(outcome(c.get(base(script.port))), expected) << bytes.substr(0, 80);
  }
}

// ---- TLS ------------------------------------------------------------------------------------------------------------

struct Identity {
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  Identity() = default;
  Identity(Identity&& o) noexcept : key(std::exchange(o.key, nullptr)), certificate(std::exchange(o.certificate, nullptr)) {}
  ~Identity() {
    EVP_PKEY_free(key);
    X509_free(certificate);
  }
  std::string pem() const {
    BIO* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(bio, certificate);
    char* data = nullptr;
    const auto n = BIO_get_mem_data(bio, &data);
    std::string out(data, static_cast<std::size_t>(n));
    BIO_free(bio);
    return out;
  }
};

// A P-256 certificate; signed by `issuer`, or by itself and then a CA. `names` is a subjectAltName.
Identity make_identity(const std::string& common_name, const std::string& names, const Identity* issuer, long valid_for_s = 3600) {
  Identity id;
  id.key = EVP_EC_gen("P-256");
  id.certificate = X509_new();
  X509* x = id.certificate;
  X509_set_version(x, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x), issuer ? 2 : 1);
  X509_gmtime_adj(X509_getm_notBefore(x), -7200);
  X509_gmtime_adj(X509_getm_notAfter(x), valid_for_s);
  X509_set_pubkey(x, id.key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0);
  X509_set_issuer_name(x, X509_get_subject_name(issuer ? issuer->certificate : x));
  const auto extend = [&](int nid, const std::string& value) {
    X509V3_CTX ctx;
    X509V3_set_ctx_nodb(&ctx);
    X509V3_set_ctx(&ctx, issuer ? issuer->certificate : x, x, nullptr, nullptr, 0);
    X509_EXTENSION* e = X509V3_EXT_conf_nid(nullptr, &ctx, nid, value.c_str());
    X509_add_ext(x, e, -1);
    X509_EXTENSION_free(e);
  };
  if (!issuer) extend(NID_basic_constraints, "critical,CA:TRUE");
  if (!names.empty()) extend(NID_subject_alt_name, names);
  X509_sign(x, issuer ? issuer->key : id.key, EVP_sha256());
  return id;
}

// Serves "HTTP/1.1 200" over TLS to every connection until it is destroyed.
class TlsServer {
 public:
  explicit TlsServer(const Identity& id) : ctx_(SSL_CTX_new(TLS_server_method())), fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    SSL_CTX_use_certificate(ctx_, id.certificate);
    SSL_CTX_use_PrivateKey(ctx_, id.key);
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof a;
    ::bind(fd_, reinterpret_cast<sockaddr*>(&a), size);
    ::listen(fd_, 8);
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&a), &size);
    port = ntohs(a.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~TlsServer() {
    ::shutdown(fd_, SHUT_RDWR);
    thread_.join();
    ::close(fd_);
    SSL_CTX_free(ctx_);
  }
  std::uint16_t port = 0;
  std::atomic<int> handshakes = 0, requests = 0;

 private:
  void serve() {
    for (;;) {
      const int fd = ::accept(fd_, nullptr, nullptr);
      if (fd < 0) return;
      timeval tv{5, 0};
      ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
      SSL* ssl = SSL_new(ctx_);
      SSL_set_fd(ssl, fd);
      if (SSL_accept(ssl) == 1) {
        ++handshakes;
        const char* sni = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
        const std::string body = sni ? sni : "(no name)";
        char piece[4096];
        for (int i = 0; i < 2 && SSL_read(ssl, piece, sizeof piece) > 0; ++i) {
          ++requests;
          const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + (i ? "\r\nConnection: close" : "") + "\r\n\r\n" + body;
          SSL_write(ssl, answer.data(), static_cast<int>(answer.size()));
        }
        SSL_shutdown(ssl);
      }
      SSL_free(ssl);
      ::close(fd);
    }
  }
  SSL_CTX* ctx_;
  int fd_;
  std::thread thread_;
};

TEST(ClientTls, accepts_only_a_trusted_certificate_for_this_very_name) {
  const Identity ca = make_identity("Test CA", "", nullptr), other_ca = make_identity("Other CA", "", nullptr);
  const Identity good = make_identity("x", "DNS:localhost,IP:127.0.0.1", &ca), wrong_name = make_identity("localhost", "DNS:other.example", &ca);
  const Identity expired = make_identity("x", "DNS:localhost", &ca, -60), self_signed = make_identity("localhost", "DNS:localhost", nullptr);
  struct Case {
    const char* name;
    const Identity* shown;
    const Identity* trusted;
    std::string host, expected;
  };
  const std::vector<Case> cases = {
      {"good name", &good, &ca, "localhost", "200 localhost"},          // the body is the SNI that the server saw
      {"good address", &good, &ca, "127.0.0.1", "200 (no name)"},
      {"untrusted CA", &good, &other_ca, "localhost", "UNAVAILABLE TLS_CERTIFICATE"},
      {"system CAs only", &good, nullptr, "localhost", "UNAVAILABLE TLS_CERTIFICATE"},
      {"self-signed", &self_signed, &ca, "localhost", "UNAVAILABLE TLS_CERTIFICATE"},
      {"wrong host", &wrong_name, &ca, "localhost", "UNAVAILABLE TLS_CERTIFICATE"},
      {"wrong host by address", &wrong_name, &ca, "127.0.0.1", "UNAVAILABLE TLS_CERTIFICATE"},
      {"expired", &expired, &ca, "localhost", "UNAVAILABLE TLS_CERTIFICATE"},
  };
  for (const auto& k : cases) {
    TlsServer server(*k.shown);
    ClientOptions options;
    if (k.trusted) options.ca_pem = k.trusted->pem();
    ClientThread c(options);
    const auto url = "https://" + k.host + ":" + std::to_string(server.port) + "/";
    EXPECT_EQ(outcome(c.get(url)), k.expected) << k.name;
    EXPECT_EQ(server.requests, k.expected.starts_with("200") ? 1 : 0) << k.name;
    if (!k.expected.starts_with("200")) continue;
    EXPECT_EQ(outcome(c.get(url)), k.expected) << k.name;               // again, on the kept connection
    EXPECT_EQ(server.handshakes, 1) << k.name;
    EXPECT_EQ(outcome(c.get(url)), k.expected) << k.name;               // which the server has closed by now
  }
}

TEST(ClientTls, does_not_speak_tls_to_a_plain_server_nor_wait_for_a_mute_one) {
  TestServer plain(routes());
  ClientThread c;
  EXPECT_EQ(outcome(c.get("https://127.0.0.1:" + std::to_string(plain.port) + "/")), "UNAVAILABLE TLS");
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof a;
  ::bind(fd, reinterpret_cast<sockaddr*>(&a), size);
  ::listen(fd, 8);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&a), &size);
  ClientRequest request;
  request.url = "https://127.0.0.1:" + std::to_string(ntohs(a.sin_port)) + "/";
  request.deadline = Deadline::in(50ms);
  EXPECT_EQ(outcome(c.send(request)), "DEADLINE_EXCEEDED TIMEOUT");
  ::close(fd);
}

}  // namespace
}  // namespace jm::http
