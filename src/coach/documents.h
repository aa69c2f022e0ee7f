// The service behind DocumentService (proto/documents.proto): the letter and the CV of an application. I/O thread only; what reads
// profiles and sentences runs on the CPU pool.
#pragma once
#include <memory>

#include "coach/case.h"
#include "coach/module.h"
#include "domain/draft.h"

namespace jm::coach {
namespace pb = ::jobmate::v1;

// All that a document of an application is made of and checked against, read once.
struct Material {
  Case looked_at;
  domain::Contact contact;
  domain::ProfileFacts profile;
  std::unique_ptr<domain::FactBook> book;
};

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

 private:
  struct Held {                          // a version with what it belongs to
    pb::Document about;                  // ids, kind, versions, times
    std::string content;
  };
  Task<Result<std::shared_ptr<const Material>>> material(Caller caller, Uuid application);
  Task<Result<Held>> hold(Caller caller, std::string id, int version);
  Task<Result<pb::Document>> show(Caller caller, Held held);
  Task<Result<pb::Document>> store(Caller caller, Held held, domain::Draft draft, std::string made_by, int from_version, std::string mutation_id, std::shared_ptr<const Material> material);

  DocumentDeps deps_;
};

// A draft as the API has it; `about` brings ids, versions and times.
pb::Document to_document(const domain::Draft& draft, const domain::FactBook& book, pb::Document about);

}  // namespace jm::coach
