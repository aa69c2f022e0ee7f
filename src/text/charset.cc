#include "text/charset.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>

#include "text/utf8.h"

namespace jm::text {

namespace {

constexpr std::size_t kPrescanBytes = 1024;

std::string lower(std::string_view s) {
  std::string out(s);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

// "charset=utf-8", "encoding='ISO-8859-1'" -> the name behind the equals sign; empty if there is none.
std::string value_after(std::string_view s, std::string_view key) {
  for (std::size_t at = s.find(key); at != std::string_view::npos; at = s.find(key, at + 1)) {
    std::size_t i = s.find_first_not_of(" \t\n", at + key.size());
    if (i == std::string_view::npos || s[i] != '=') continue;
    i = s.find_first_not_of(" \t\n\"'", i + 1);
    if (i == std::string_view::npos) return {};
    const std::size_t end = s.find_first_of(" \t\n\"';>?", i);
    return std::string(s.substr(i, end == std::string_view::npos ? std::string_view::npos : end - i));
  }
  return {};
}

bool is_utf8(std::string_view s) {
  for (std::size_t i = 0; i < s.size();) {
    if (static_cast<unsigned char>(s[i]) < 0x80) {
      ++i;
      continue;
    }
    const Decoded d = decode(s, i);
    if (d.cp == kReplacement && d.len == 1) return false;
    i += d.len;
  }
  return true;
}

std::string browser_name(std::string name) {
  for (const char* alias : {"latin1", "iso-8859-1", "iso8859-1", "ascii", "us-ascii", "cp1252", "l1"})
    if (name == alias) return "windows-1252";
  return name == "utf8" || name == "unicode-1-1-utf-8" ? "utf-8" : name;
}

}  // namespace

std::string charset_of(std::string_view bytes, std::string_view content_type) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return "utf-8";
  if (bytes.starts_with("\xFF\xFE")) return "utf-16le";
  if (bytes.starts_with("\xFE\xFF")) return "utf-16be";
  if (auto said = browser_name(value_after(lower(content_type), "charset")); !said.empty()) return said;
  const std::string head = lower(bytes.substr(0, kPrescanBytes));
  std::string said = head.starts_with("<?xml") ? value_after(std::string_view(head).substr(0, head.find('>')), "encoding") : std::string();
  for (std::size_t at = head.find("<meta"); said.empty() && at != std::string::npos; at = head.find("<meta", at + 1))
    said = value_after(std::string_view(head).substr(at, head.find('>', at) - at), "charset");
  if (said.starts_with("utf-16")) said = "utf-8";          // it could not have been read until here if it were
  if (!said.empty()) return browser_name(said);
  return is_utf8(bytes) ? "utf-8" : "windows-1252";
}

std::string to_utf8(std::string_view bytes, std::string_view charset) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::string name(charset.substr(0, 64));
  UErrorCode status = U_ZERO_ERROR;
  UConverter* from = name == "utf-8" || name.empty() ? nullptr : ucnv_open(name.c_str(), &status);
  if (!from || U_FAILURE(status)) return repair_utf8(bytes);
  UConverter* to = ucnv_open("utf-8", &status);
  std::string out;
  std::array<char, 16 * 1024> piece;
  std::array<UChar, 4 * 1024> pivot;
  UChar *pivot_from = pivot.data(), *pivot_to = pivot.data();
  const char *at = bytes.data(), *end = bytes.data() + bytes.size();
  bool reset = true;
  while (U_SUCCESS(status)) {
    char* into = piece.data();
    ucnv_convertEx(to, from, &into, piece.data() + piece.size(), &at, end, pivot.data(), &pivot_from, &pivot_to, pivot.data() + pivot.size(), reset, true, &status);
    out.append(piece.data(), into);
    reset = false;
    if (status != U_BUFFER_OVERFLOW_ERROR) break;
    status = U_ZERO_ERROR;
  }
  ucnv_close(from);
  ucnv_close(to);
  if (out.starts_with("\xEF\xBB\xBF")) out.erase(0, 3);
  return out;
}

}  // namespace jm::text
