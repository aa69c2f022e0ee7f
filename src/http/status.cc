#include "http/status.h"

#include "base/json_text.h"

namespace jm::http {

int status_of(Code code) {
  switch (code) {
    case Code::kOk: return 200;
    case Code::kCancelled: return 499;
    case Code::kInvalidArgument:
    case Code::kOutOfRange: return 400;
    case Code::kUnauthenticated: return 401;
    case Code::kPermissionDenied: return 403;
    case Code::kNotFound: return 404;
    case Code::kAlreadyExists:
    case Code::kAborted: return 409;
    case Code::kFailedPrecondition: return 412;
    case Code::kResourceExhausted: return 429;
    case Code::kUnimplemented: return 501;
    case Code::kUnavailable: return 503;
    case Code::kDeadlineExceeded: return 504;
    case Code::kUnknown:
    case Code::kInternal:
    case Code::kDataLoss: return 500;
  }
  return 500;
}

Code code_of(int status) {
  switch (status) {
    case 400: case 405: case 406: case 411: case 414: case 415: case 417: case 422: case 431: return Code::kInvalidArgument;
    case 401: return Code::kUnauthenticated;
    case 403: return Code::kPermissionDenied;
    case 404: case 410: return Code::kNotFound;
    case 409: return Code::kAborted;
    case 412: case 428: return Code::kFailedPrecondition;
    case 413: case 429: return Code::kResourceExhausted;
    case 416: return Code::kOutOfRange;
    case 499: return Code::kCancelled;
    case 501: case 505: return Code::kUnimplemented;
    case 408: case 504: return Code::kDeadlineExceeded;
    case 502: case 503: return Code::kUnavailable;
    default: break;
  }
  if (status >= 200 && status < 300) return Code::kOk;
  return status >= 500 && status < 600 ? Code::kInternal : Code::kUnknown;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 100: return "Continue";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 294: return "Partial Success";     // GraphQL over HTTP draft
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 499: return "Client Closed Request";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return "Unknown";
  }
}

Response error_response(int status, std::string_view code, std::string_view message) {
  std::string body = R"({"error":{"code":)";
  append_json_string(body, code);
  body += R"(,"message":)";
  append_json_string(body, message);
  body += "}}";
  Response r = json_response(status, std::move(body));
  r.headers.add("cache-control", "no-store");
  return r;
}

Response error_response(const Error& error) {
  return error_response(status_of(error.code), error.reason.empty() ? code_name(error.code) : std::string_view(error.reason),
                        error.message);
}

}  // namespace jm::http
