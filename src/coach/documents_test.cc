// The service of documents against a real database: versions, events, who may see what. (PDFs are written in children of the real
// program: tests/documents. A DOCX is read back in a child of this one.)
#include <filesystem>

#include "coach/module.h"
#include "discovery/fixture_for_tests.h"
#include "objects/folder_store.h"
#include "render/render.h"

namespace jm::coach {
namespace {

class DocumentsOfACard : public discovery::DiscoveryFixture {
 protected:
  DocumentsOfACard() {
    server.exec("INSERT INTO profiles (id, user_id, full_name, status, skills_json, experience_json) VALUES (gen_random_uuid(), '" + alice.str() +
                "', 'Alice Martin', 'MID', '[\"C++\", \"Linux\"]', '[{\"title\": \"C++ developer\", \"company\": \"Orbis\", \"startDate\": \"2019-01\", \"bullets\": [\"Wrote the engine of 40 trains in C++\"]}]')");
    folder = std::filesystem::temp_directory_path() / ("documents_test_" + alice.str());
    store = std::move(*objects::FolderStore::open(folder, cpu));
    documents = make_documents({.db = *db, .bus = bus, .cpu = cpu, .objects = store.get(), .clock = clock});
    application = approve(alice, add_item(alice))->application().id();
    bus.news.clear();
  }
  ~DocumentsOfACard() override { std::filesystem::remove_all(folder); }

  Result<pb::Document> compose(const Uuid& user, const std::string& kind, int level = 0, bool again = false) {
    pb::ComposeDocumentRequest r;
    r.set_application_id(application);
    r.set_kind(kind);
    r.set_adaptation_level(level);
    r.set_again(again);
    return run(documents->ComposeDocument(as(user), r));
  }
  Result<pb::Document> edit(const Uuid& user, const std::string& id, const std::string& sentence, const std::string& text, int version = 0) {
    pb::ChangeDocumentRequest r;
    r.set_id(id);
    r.set_version(version);
    r.mutable_edit()->set_sentence_id(sentence);
    r.mutable_edit()->set_text(text);
    return run(documents->ChangeDocument(as(user), r));
  }
  Result<pb::Document> restore(const std::string& id, int version) {
    pb::ChangeDocumentRequest r;
    r.set_id(id);
    r.mutable_restore()->set_version(version);
    return run(documents->ChangeDocument(as(alice), r));
  }
  static const pb::DocumentSentence* find(const pb::Document& d, std::string_view words) {
    for (const auto& p : d.paragraphs())
      for (const auto& s : p.sentences())
        if (s.text().find(words) != std::string::npos) return &s;
    return nullptr;
  }

  CpuPool cpu{io, 1, 100};
  std::filesystem::path folder;
  std::unique_ptr<objects::Store> store;
  std::unique_ptr<DocumentService> documents;
  std::string application;
};

// A name and an address are no CV.
TEST_F(DocumentsOfACard, OfAnEmptyProfileAreNotExported) {
  server.exec("UPDATE profiles SET skills_json = '[]', experience_json = '[]'");
  const auto cv = compose(alice, "CV");
  ASSERT_TRUE(cv) << cv.error().message;
  EXPECT_FALSE(cv->exportable());
  pb::ExportDocumentRequest r;
  r.set_id(cv->id());
  r.set_format("DOCX");
  r.set_template_name("ATS");
  const auto file = run(documents->ExportDocument(as(alice), r));
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().reason, "EMPTY_DOCUMENT");
}

TEST_F(DocumentsOfACard, AreComposedOnceAndTold) {
  const auto cv = compose(alice, "CV");
  ASSERT_TRUE(cv) << cv.error().message;
  EXPECT_EQ(cv->version(), 1);
  EXPECT_TRUE(cv->exportable()) << cv->DebugString();
  ASSERT_TRUE(find(*cv, "40 trains"));
  EXPECT_EQ(find(*cv, "40 trains")->facts(0).id(), "experience[0].bullets[0]");
  ASSERT_EQ(bus.news.size(), 1u);
  EXPECT_EQ(bus.news[0].data, server.scalar("SELECT data FROM events WHERE type = 'DOCUMENT_CHANGED'"));
  EXPECT_EQ(compose(alice, "CV")->version(), 1);
  EXPECT_EQ(compose(alice, "CV", 4)->version(), 2) << "another level is another version";
  EXPECT_EQ(compose(alice, "CV", 0, true)->adaptation_level(), 4) << "again keeps the level";
  EXPECT_EQ(compose(alice, "LETTER")->version(), 1);
  EXPECT_EQ(count("documents"), "2");
  EXPECT_EQ(compose(alice, "POEM").error().reason, "BAD_INPUT");
  EXPECT_EQ(compose(alice, "CV", 9).error().reason, "BAD_INPUT");
}

TEST_F(DocumentsOfACard, AcceptedFactsOfACvAreKnown) {
  server.exec("INSERT INTO cv_documents (id, user_id, object_key, file_name, media_type, bytes, sha256, created_at) VALUES ('" + application + "', '" + alice.str() + "', 'k', 'cv', 'application/pdf', 1, 'x', now());"
              "INSERT INTO profile_facts (id, user_id, document_id, section, field, position, identity, value, places, state, created_at, reviewed_at) SELECT gen_random_uuid(), '" + alice.str() + "', '" + application + "', s, f, 1, f, v::jsonb, '[]', st, now(), now() FROM (VALUES "
              "('CONTACT','phone','\"+33 6 12 34 56 78\"','ACCEPTED'), ('CONTACT','location','\"Lyon\"','PROPOSED'), ('LANGUAGES','entry','{\"language\":\"French\",\"cefr\":\"C1\"}','EDITED')) AS x(s, f, v, st)");
  const auto cv = compose(alice, "CV");
  ASSERT_TRUE(cv);
  EXPECT_TRUE(find(*cv, "+33 6 12 34 56 78"));
  EXPECT_TRUE(find(*cv, "French (C1)"));
  EXPECT_TRUE(find(*cv, "alice@example.org")) << "the account's address when the CV had none";
  EXPECT_FALSE(find(*cv, "Lyon")) << "what is only proposed is no fact";
}

TEST_F(DocumentsOfACard, AChangeIsAVersionAndOnlyOfTheNewest) {
  const auto cv = compose(alice, "CV");
  ASSERT_TRUE(cv);
  const std::string id = cv->id(), sentence = find(*cv, "40 trains")->id();
  const auto edited = edit(alice, id, sentence, "Led 90 people at Google", 1);
  ASSERT_TRUE(edited) << edited.error().message;
  EXPECT_EQ(edited->version(), 2);
  EXPECT_FALSE(edited->exportable());
  EXPECT_EQ(find(*edited, "Google")->claims_size(), 2);
  EXPECT_EQ(edit(alice, id, sentence, "x", 1).error().reason, "STALE_VERSION");
  EXPECT_EQ(edit(alice, id, "s999", "x").error().reason, "NO_SENTENCE");
  const auto undone = restore(id, 1);
  ASSERT_TRUE(undone);
  EXPECT_EQ(undone->version(), 3);
  EXPECT_TRUE(find(*undone, "40 trains"));
  EXPECT_EQ(restore(id, 77).error().reason, "NO_VERSION");
  pb::GetDocumentVersionsRequest r;
  r.set_id(id);
  const auto versions = run(documents->GetDocumentVersions(as(alice), r));
  ASSERT_EQ(versions->versions_size(), 3);
  EXPECT_EQ(versions->versions(0).from_version(), 1);
  pb::CompareDocumentRequest c;
  c.set_id(id);
  const auto differences = run(documents->CompareDocument(as(alice), c));
  ASSERT_EQ(differences->differences_size(), 1);
  EXPECT_EQ(differences->differences(0).after(), "Wrote the engine of 40 trains in C++");
}

TEST_F(DocumentsOfACard, AreTheirOwnersAndGoWithTheCard) {
  const auto cv = compose(alice, "CV");
  ASSERT_TRUE(cv);
  EXPECT_EQ(compose(bob, "CV").error().reason, "NO_APPLICATION");
  EXPECT_EQ(edit(bob, cv->id(), "s1", "x").error().reason, "NO_DOCUMENT");
  pb::GetDocumentRequest r;
  r.set_id(cv->id());
  EXPECT_EQ(run(documents->GetDocument(as(bob), r)).error().reason, "NO_DOCUMENT");
  server.exec("UPDATE applications SET deleted_at = now()");
  EXPECT_EQ(run(documents->GetDocument(as(alice), r)).error().reason, "NO_DOCUMENT");
  EXPECT_EQ(compose(alice, "CV").error().reason, "NO_APPLICATION");
}

TEST_F(DocumentsOfACard, AFileIsKeptOnceAndItsOwnersAlone) {
  const auto letter = compose(alice, "LETTER");
  ASSERT_TRUE(letter);
  pb::ExportDocumentRequest r;
  r.set_id(letter->id());
  r.set_format("DOCX");
  r.set_template_name("ATS");
  const auto file = run(documents->ExportDocument(as(alice), r));
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(run(documents->ExportDocument(as(alice), r))->id(), file->id());
  EXPECT_EQ(run(documents->ExportDocument(as(bob), r)).error().reason, "NO_DOCUMENT");
  pb::GetDocumentFileRequest g;
  g.set_id(file->id());
  const auto got = run(documents->GetDocumentFile(as(alice), g));
  ASSERT_TRUE(got);
  EXPECT_TRUE(got->bytes().starts_with("PK"));
  EXPECT_EQ(run(documents->GetDocumentFile(as(bob), g)).error().reason, "NOT_FOUND");
  ASSERT_TRUE(edit(alice, letter->id(), letter->paragraphs(1).sentences(0).id(), "I led 90 people at Google."));
  EXPECT_EQ(run(documents->ExportDocument(as(alice), r)).error().reason, "UNSUPPORTED_CLAIMS");
}

TEST_F(DocumentsOfACard, ALetterSpeaksAsItsSearchWants) {
  server.exec("UPDATE search_configs SET letter_tone = 'DIRECT', letter_language = 'FR'");
  const auto letter = compose(alice, "LETTER");
  ASSERT_TRUE(letter);
  EXPECT_EQ(letter->language(), "FR");
  EXPECT_NE(letter->text().find("Je postule à votre offre «\u00a0C++ developer\u00a0» chez Acme."), std::string::npos) << letter->text();
  EXPECT_TRUE(letter->exportable());
}

}  // namespace
}  // namespace jm::coach

// The child that reads a file back is this program once more (sandbox/child.h).
int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == jm::render::kWordsCommand) return jm::render::words_main();
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
