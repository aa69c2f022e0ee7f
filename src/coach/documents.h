// The service behind DocumentService (proto/documents.proto): the letter and the CV of an application. I/O thread only; what reads
// profiles and sentences runs on the CPU pool.
#pragma once
#include <memory>

#include "coach/material.h"
#include "coach/module.h"
#include "coach/wording.h"

namespace jm::coach {
namespace pb = ::jobmate::v1;

class Documents final : public DocumentService {
 public:
  explicit Documents(DocumentDeps deps) : deps_(deps) {}

  Task<Result<pb::DocumentList>> ListDocuments(Caller caller, pb::ListDocumentsRequest request) override;
  Task<Result<pb::Document>> GetDocument(Caller caller, pb::GetDocumentRequest request) override;
  Task<Result<pb::Document>> ComposeDocument(Caller caller, pb::ComposeDocumentRequest request) override;
  Task<Result<pb::Document>> ChangeDocument(Caller caller, pb::ChangeDocumentRequest request) override;
  Task<Result<pb::DocumentVersionList>> GetDocumentVersions(Caller caller, pb::GetDocumentVersionsRequest request) override;
  Task<Result<pb::DocumentDifferences>> CompareDocument(Caller caller, pb::CompareDocumentRequest request) override;
  Task<Result<pb::DocumentExport>> ExportDocument(Caller caller, pb::ExportDocumentRequest request) override;
  Task<Result<pb::DocumentFile>> GetDocumentFile(Caller caller, pb::GetDocumentFileRequest request) override;
  Task<Result<pb::WordingQuote>> QuoteWording(Caller caller, pb::QuoteWordingRequest request) override;
  Task<Result<pb::ParagraphWording>> WordParagraph(Caller caller, pb::WordParagraphRequest request) override;
  Task<Result<pb::ParagraphWordingList>> ListWordings(Caller caller, pb::ListWordingsRequest request) override;

 private:
  struct Held {                          // a version with what it belongs to
    pb::Document about;                  // ids, kind, versions, times
    std::string content;
  };
  Task<Result<std::shared_ptr<const Material>>> material(Caller caller, Uuid application);
  Task<Result<Held>> hold(Caller caller, std::string id, int version);
  Task<Result<pb::Document>> show(Caller caller, Held held);
  // What a model would be asked about a paragraph; refused when there is nothing to ask.
  Task<Result<std::shared_ptr<const WordingLook>>> wording(Caller caller, Held held, std::string paragraph);
  // How a version came to be.
  struct Making {
    std::string by, mutation_id;
    int from_version = 0;                // RESTORED
    std::optional<Uuid> wording;         // a model's, that was kept
  };
  Task<Result<pb::Document>> store(Caller caller, Held held, domain::Draft draft, Making making, std::shared_ptr<const Material> material);

  DocumentDeps deps_;
};

// Signed in, and a mutation id that may be kept.
Result<void> check_mutation(const Caller& caller, std::string_view mutation_id);
std::unexpected<Error> stale_version();

// A draft as the API has it; `about` brings ids, versions and times.
pb::Document to_document(const domain::Draft& draft, const domain::FactBook& book, pb::Document about);

}  // namespace jm::coach
