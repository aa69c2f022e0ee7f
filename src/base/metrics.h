// Counters, gauges and histograms in Prometheus' text format. Names end in their unit (_seconds, _bytes, _total); labels
// have few values, never an id. Handles are cheap to copy, thread-safe, and live as long as the process.
//
//   static const auto served = metrics::counter("jobmate_http_requests_total", "Requests served", {{"route", "graphql"}});
//   served.add();
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace jm::metrics {

using Labels = std::map<std::string, std::string>;

class Counter {
 public:
  void add(double v = 1) const;
 private:
  friend Counter counter(const std::string&, const std::string&, const Labels&);
  void* impl_ = nullptr;
};
class Gauge {
 public:
  void set(double v) const;
  void add(double v) const;
 private:
  friend Gauge gauge(const std::string&, const std::string&, const Labels&);
  void* impl_ = nullptr;
};
class Histogram {
 public:
  void observe(double v) const;
 private:
  friend Histogram histogram(const std::string&, const std::string&, const Labels&, std::vector<double>);
  void* impl_ = nullptr;
};

Counter counter(const std::string& name, const std::string& help, const Labels& labels = {});
Gauge gauge(const std::string& name, const std::string& help, const Labels& labels = {});
Histogram histogram(const std::string& name, const std::string& help, const Labels& labels = {},
                    std::vector<double> buckets = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10});

// The whole registry in text format 0.0.4 (process_resident_memory_bytes and process_cpu_seconds_total included).
std::string expose();

}  // namespace jm::metrics
