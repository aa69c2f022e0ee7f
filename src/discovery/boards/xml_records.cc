#include "discovery/boards/xml_records.h"

#include "discovery/boards/finish.h"

namespace jm::discovery {

std::string_view trimmed(std::string_view s) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t from = s.find_first_not_of(kBlank);
  return from == std::string_view::npos ? std::string_view() : s.substr(from, s.find_last_not_of(kBlank) + 1 - from);
}

bool looks_like_xml(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  return trimmed(bytes.substr(0, 256)).starts_with('<');
}

void count_unmapped_element(ParseOutput& out, const xml::Element& parent, std::string_view name) { count_unmapped(out, parent.name + ".", name); }

void parse_elements(std::string_view bytes, std::string_view element_name, std::string_view source, Time now, ParseOutput& out, const ElementReader& read) {
  const auto document = xml::read_records(bytes, {element_name}, {.bytes_max = kPayloadBytesMax, .record_bytes_max = kOfferBytesMax}, [&](const xml::Element& element) {
    const std::size_t index = out.seen++;
    domain::Offer offer;
    offer.source = source;
    if (auto reject = read(element, offer)) out.reject(index, reject->code, std::move(reject->detail));
    else finish_offer(std::move(offer), index, now, out);
    return true;
  });
  if (document) {
    if (document->records == 0 && trimmed(bytes).empty()) out.reject(out.seen++, RejectCode::kTruncated, "an empty document");
    return;
  }
  const std::string_view reason = document.error().reason;
  const RejectCode code = reason == "XML_TOO_DEEP" ? RejectCode::kTooDeep : reason == "XML_MALFORMED" || reason == "XML_ENTITIES" ? RejectCode::kMalformed : RejectCode::kTooBig;
  out.reject(out.seen++, code, document.error().message);
}

}  // namespace jm::discovery
