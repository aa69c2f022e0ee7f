#include "base/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>

namespace jm::metrics {
namespace {

prometheus::Registry& registry() {
  static prometheus::Registry r(prometheus::Registry::InsertBehavior::Merge);
  return r;
}

double resident_bytes() {
  long pages = 0;
  if (std::FILE* f = std::fopen("/proc/self/statm", "r")) {
    long total = 0;
    if (std::fscanf(f, "%ld %ld", &total, &pages) != 2) pages = 0;
    std::fclose(f);
  }
  return static_cast<double>(pages) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

}  // namespace

void Counter::add(double v) const { static_cast<prometheus::Counter*>(impl_)->Increment(v); }
void Gauge::set(double v) const { static_cast<prometheus::Gauge*>(impl_)->Set(v); }
void Gauge::add(double v) const { static_cast<prometheus::Gauge*>(impl_)->Increment(v); }
void Histogram::observe(double v) const { static_cast<prometheus::Histogram*>(impl_)->Observe(v); }

Counter counter(const std::string& name, const std::string& help, const Labels& labels) {
  Counter c;
  c.impl_ = &prometheus::BuildCounter().Name(name).Help(help).Register(registry()).Add(labels);
  return c;
}
Gauge gauge(const std::string& name, const std::string& help, const Labels& labels) {
  Gauge g;
  g.impl_ = &prometheus::BuildGauge().Name(name).Help(help).Register(registry()).Add(labels);
  return g;
}
Histogram histogram(const std::string& name, const std::string& help, const Labels& labels, std::vector<double> buckets) {
  Histogram h;
  h.impl_ = &prometheus::BuildHistogram().Name(name).Help(help).Register(registry()).Add(labels, std::move(buckets));
  return h;
}

std::string expose() {
  static const Gauge rss = gauge("process_resident_memory_bytes", "Resident memory size in bytes");
  static const Gauge cpu = gauge("process_cpu_seconds_total", "User and system CPU time spent in seconds");
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
  rss.set(resident_bytes());
  cpu.set(seconds(usage.ru_utime) + seconds(usage.ru_stime));
  return prometheus::TextSerializer().Serialize(registry().Collect());
}

}  // namespace jm::metrics
