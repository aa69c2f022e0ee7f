// URL, redirect or page -> system and employer, as tables; and about 19,000 recorded addresses, with the recall per system printed.
#include "discovery/recognise.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace jm::discovery {
namespace {

std::string shape(const std::optional<CareerSite>& s) {
  if (!s) return "-";
  std::string out = s->ats + " " + s->token;
  if (!s->region.empty()) out += " " + s->region;
  if (!s->job_id.empty()) out += " #" + s->job_id;
  if (s->own_domain) out += " own";
  if (!s->followed) out += " unfollowed";
  return out + (s->evidence == Evidence::kUrl ? "" : s->evidence == Evidence::kRedirect ? " (redirect)" : " (page)");
}

TEST(Recognise, ByTheUrl) {
  const struct { const char *url, *site; } kRows[] = {
      {"https://boards.greenhouse.io/acme", "greenhouse acme"},
      {"https://job-boards.greenhouse.io/acme/jobs/4001?gh_src=x", "greenhouse acme #4001"},
      {"https://job-boards.eu.greenhouse.io/acme/jobs/4001", "greenhouse acme eu #4001"},
      {"https://boards.greenhouse.io/embed/job_board?for=acme", "greenhouse acme"},
      {"https://boards.greenhouse.io/embed/job_app?for=acme&token=12", "greenhouse acme #12"},
      {"https://boards-api.greenhouse.io/v1/boards/acme/jobs/7", "greenhouse acme #7"},
      {"https://boards.greenhouse.io/embed/job_board", "-"},
      {"https://boards.greenhouse.io/", "-"},
      {"https://jobs.lever.co/acme", "lever acme"},
      {"https://jobs.lever.co/1840%26company/", "lever 1840&company"},
      {"https://jobs.eu.lever.co/acme/0b805801-78d2-4aae-997a-a827dcd0ca01/apply", "lever acme eu #0b805801-78d2-4aae-997a-a827dcd0ca01"},
      {"https://api.lever.co/v0/postings/acme?mode=json", "lever acme"},
      {"https://jobs.ashbyhq.com/Fuel%20Cycle/0b805801-78d2-4aae-997a-a827dcd0ca01", "ashby Fuel Cycle #0b805801-78d2-4aae-997a-a827dcd0ca01"},
      {"https://api.ashbyhq.com/posting-api/job-board/acme", "ashby acme"},
      {"https://apply.workable.com/acme/j/ABCDEF0123/", "workable acme #ABCDEF0123"},
      {"https://acme.workable.com/jobs/123", "workable acme #123"},
      {"https://www.workable.com/api/accounts/acme?details=true", "workable acme"},
      {"https://apply.workable.com/api/v1/widget/accounts/acme", "workable acme"},
      {"https://jobs.workable.com/view/x", "-"},
      {"https://www.workable.com/pricing", "-"},
      {"https://jobs.smartrecruiters.com/Acme/744000091624446-baker", "smartrecruiters Acme #744000091624446"},
      {"https://careers.smartrecruiters.com/Acme?x=1", "smartrecruiters Acme"},
      {"https://api.smartrecruiters.com/v1/companies/Acme/postings/744000091624446", "smartrecruiters Acme #744000091624446"},
      {"https://www.smartrecruiters.com/product", "-"},
      {"https://acme.recruitee.com/o/baker", "recruitee acme #baker"},
      {"https://www.recruitee.com/", "-"},
      {"https://acme.teamtailor.com/jobs/7167985-account-executive", "teamtailor acme.teamtailor.com #7167985"},
      {"https://acme.na.teamtailor.com/jobs", "teamtailor acme.na.teamtailor.com"},
      {"https://www.teamtailor.com/", "-"},
      {"https://acme.jobs.personio.de/job/12?language=de", "personio acme de #12"},
      {"https://acme.jobs.personio.com", "personio acme com"},
      {"https://acme.wd3.myworkdayjobs.com/en/x", "workday acme.wd3.myworkdayjobs.com unfollowed"},
      {"https://evil-greenhouse.io/acme", "-"},
      {"https://boards.greenhouse.io.example.org/acme", "-"},
      {"https://example.org/?u=https://jobs.lever.co/acme", "-"},
      {"https://careers.example.org/", "-"},
      {"ftp://jobs.lever.co/acme", "-"},
  };
  for (const auto& r : kRows) EXPECT_EQ(shape(recognise(r.url, "", nullptr)), r.site) << r.url;
}

TEST(Recognise, ByRedirectAndPage) {
  const struct { const char *url, *last, *html, *site; } kRows[] = {
      {"https://acme.example/careers", "https://jobs.lever.co/acme", "", "lever acme (redirect)"},
      {"https://acme.example/careers", "", "<script src='https://boards.greenhouse.io/embed/job_board/js?for=acme'></script>", "greenhouse acme (page)"},
      {"https://acme.example/careers?gh_jid=4001", "", "<script src='https://boards.greenhouse.io/embed/job_board/js?for=acme'></script>", "greenhouse acme #4001 (page)"},
      {"https://acme.example/jobs", "", "<iframe src='https://jobs.ashbyhq.com/acme/embed'></iframe>", "ashby acme (page)"},
      {"https://acme.example/jobs?ashby_jid=0b805801-78d2-4aae-997a-a827dcd0ca01", "", "<script src='https://jobs.ashbyhq.com/acme/embed'></script>", "ashby acme #0b805801-78d2-4aae-997a-a827dcd0ca01 (page)"},
      {"https://acme.example/jobs", "", "<script>fetch(\"https:\\/\\/api.lever.co\\/v0\\/postings\\/acme?mode=json\")</script>", "lever acme (page)"},
      {"https://acme.example/jobs", "", "<a href='https://jobs.lever.co/acme/1'>a</a><a href='https://jobs.lever.co/acme/2'>b</a><a href='https://jobs.lever.co/other/1'>c</a>", "lever acme (page)"},
      {"https://jobs.acme.example/o/baker", "", "<script src='https://careers.recruiteecdn.com/a.js'></script>", "recruitee jobs.acme.example #baker own (page)"},
      {"https://jobs.acme.example/jobs/12-baker", "", "<link href='https://assets-aws.teamtailor-cdn.com/a.css'>", "teamtailor jobs.acme.example #12 own (page)"},
      {"https://acme.example/jobs/1", "", "<script type='application/ld+json'>{\"@type\":\"JobPosting\"}</script>", "jobposting https://acme.example/jobs/1 (page)"},
      {"https://acme.example/jobs/1", "", "<div itemscope itemtype='http://schema.org/JobPosting'>", "jobposting https://acme.example/jobs/1 (page)"},
      {"https://acme.example/jobs/1", "", "<p>We use greenhouse.io and lever.co</p>", "-"},
  };
  for (const auto& r : kRows) {
    const auto page = html::parse(r.html);
    EXPECT_EQ(shape(recognise(r.url, r.last, &*page)), r.site) << r.url << ' ' << r.html;
  }
}

TEST(Recognise, FeedsAndPostings) {
  const auto urls = [](const char* url) {
    const auto s = recognise(url, "", nullptr);
    return s ? feed_url(*s) + " | " + posting_url(*s) : "-";
  };
  EXPECT_EQ(urls("https://job-boards.greenhouse.io/acme/jobs/4"), "https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true&pay_transparency=true | https://boards-api.greenhouse.io/v1/boards/acme/jobs/4?pay_transparency=true");
  EXPECT_EQ(urls("https://jobs.eu.lever.co/a%26b"), "https://api.eu.lever.co/v0/postings/a%26b?mode=json | ");
  EXPECT_EQ(urls("https://jobs.ashbyhq.com/Fuel%20Cycle"), "https://api.ashbyhq.com/posting-api/job-board/Fuel%20Cycle?includeCompensation=true | ");
  EXPECT_EQ(urls("https://acme.jobs.personio.com/job/1"), "https://acme.jobs.personio.com/xml?language=en | ");
  EXPECT_EQ(urls("https://acme.recruitee.com/o/x"), "https://acme.recruitee.com/api/offers | https://acme.recruitee.com/api/offers/x");
  EXPECT_EQ(urls("https://acme.wd3.myworkdayjobs.com/x"), " | ");
}

std::string lower(std::string s) {
  for (char& c : s)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return s;
}

// Recorded careers addresses (only addresses: no page of theirs is at hand). Those on employers' own domains cannot be told by the URL.
TEST(RecogniseCorpus, RecallPerSystem) {
  const char* env = std::getenv("JOBMATE_CORPUS");
  const std::string root = (env ? std::string(env) : std::string(JM_SOURCE_DIR "/../shared/data")) + "/referentials/ats_boards/";
  if (!std::filesystem::is_directory(root)) GTEST_SKIP() << "no recorded addresses (JOBMATE_CORPUS): skipped";
  struct Count {
    std::size_t addresses = 0, on_its_host = 0, right = 0, wrong = 0, tokens = 0, tokens_right = 0;
    std::vector<std::string> missed;
  };
  std::map<std::string, Count> systems;
  const std::map<std::string, std::string> kHosts = {{"greenhouse", "greenhouse.io"}, {"lever", "lever.co"}, {"ashby", "ashbyhq.com"}, {"workable", "workable.com"}, {"smartrecruiters", "smartrecruiters.com"},
                                                     {"recruitee", "recruitee.com"}, {"teamtailor", "teamtailor.com"}, {"personio", ".jobs.personio."}, {"workday", "myworkday"}};
  std::size_t false_alarms = 0, others = 0;
  const auto take = [&](const std::string& ats, const std::string& url, const std::string& token) {
    const auto parsed = outbound::parse_pasted_url(url);
    const auto found = parsed ? recognise_url(*parsed) : std::nullopt;
    if (!kHosts.contains(ats)) {
      ++others;
      const auto host = parsed ? parsed->host : "";
      bool known = false;
      for (const auto& [name, part] : kHosts) known |= host.find(part) != std::string::npos;
      if (found && found->followed && !known) {
        ++false_alarms;
        std::printf("false alarm: %s is %s\n", url.c_str(), shape(found).c_str());
      }
      return;
    }
    Count& c = systems[ats];
    ++c.addresses;
    const bool own_host = parsed && parsed->host.find(kHosts.at(ats)) != std::string::npos;
    c.on_its_host += own_host;
    if (found && found->ats == ats) ++c.right;
    else if (found && own_host) ++c.wrong;
    if (own_host && !(found && found->ats == ats)) c.missed.push_back(url);
    if (!token.empty() && found && found->ats == ats) {
      ++c.tokens;
      const bool same = lower(found->token) == lower(token) || lower(found->token) == lower(token) + ".teamtailor.com";
      c.tokens_right += same;
      if (!same && c.missed.size() < 10) c.missed.push_back(url + " (token " + token + ", found " + found->token + ")");
    }
  };
  for (const auto& file : std::filesystem::directory_iterator(root)) {
    const std::string name = file.path().filename().string();
    std::ifstream in(file.path());
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
      while (!line.empty() && line.back() == '\r') line.pop_back();
      std::vector<std::string> cells;
      std::string cell;
      bool quoted = false;
      for (const char c : line) {
        if (c == '"') quoted = !quoted;
        else if (c == ',' && !quoted) cells.push_back(std::exchange(cell, {}));
        else cell += c;
      }
      cells.push_back(cell);
      if (name == "jobseek_boards.csv" && cells.size() >= 5) {
        const bool teamtailor = cells[3] == "rss" && cells[2].find(".teamtailor.com") != std::string::npos;
        take(teamtailor ? "teamtailor" : cells[3], cells[2], cells[4]);
      } else if (name.starts_with("stapply_") && cells.size() >= 2) {
        take(name.substr(8, name.find('.') - 8), cells.back(), "");
      }
    }
  }
  std::printf("%-16s %9s %12s %10s %8s %14s\n", "system", "addresses", "on its host", "recognised", "recall", "token agrees");
  for (const auto& [ats, c] : systems) {
    std::printf("%-16s %9zu %12zu %10zu %7.2f%% %8zu/%zu\n", ats.c_str(), c.addresses, c.on_its_host, c.right, 100.0 * double(c.right) / double(c.on_its_host), c.tokens_right, c.tokens);
    for (std::size_t i = 0; i < c.missed.size() && i < 5; ++i) std::printf("    %s\n", c.missed[i].c_str());
    EXPECT_EQ(c.wrong, 0u) << ats;
    EXPECT_GE(c.right * 1000, c.on_its_host * 995) << ats;
    EXPECT_GE(c.tokens_right * 1000, c.tokens * 999) << ats;       // one recorded token is not the one of its address
  }
  std::printf("%zu addresses of other systems, %zu taken for one with a feed\n", others, false_alarms);
  EXPECT_EQ(false_alarms, 0u);
}

}  // namespace
}  // namespace jm::discovery
