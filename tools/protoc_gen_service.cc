// A protoc plugin: for every service of a .proto it writes x.service.h with
//   <Service>         the C++ interface: awaitable<Result<Reply>> Method(Caller, Request)
//   <Service>Client   the same interface over an rpc::Channel
//   methods(service)  the list of rpc::Method that rpc::Server serves
// so that a method is written down once, in the .proto, and a service is called the same way in one process and in many.
#include <google/protobuf/compiler/code_generator.h>
#include <google/protobuf/compiler/plugin.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/printer.h>
#include <google/protobuf/io/zero_copy_stream.h>

#include <map>
#include <memory>
#include <string>

namespace {

using google::protobuf::FileDescriptor;
using google::protobuf::io::Printer;

std::string stem(const std::string& proto) { return proto.substr(0, proto.size() - 6); }

class Generator final : public google::protobuf::compiler::CodeGenerator {
 public:
  uint64_t GetSupportedFeatures() const override { return FEATURE_PROTO3_OPTIONAL; }
  bool Generate(const FileDescriptor* file, const std::string&, google::protobuf::compiler::GeneratorContext* context,
                std::string*) const override {
    const std::unique_ptr<google::protobuf::io::ZeroCopyOutputStream> out(context->Open(stem(file->name()) + ".service.h"));
    Printer p(out.get(), '$');
    p.Print("// Made from $proto$ by tools/protoc_gen_service.\n#pragma once\n#include \"$stem$.pb.h\"\n#include \"rpc/typed.h\"\n\n"
            "namespace jm {\nnamespace pb = ::jobmate::v1;\n", "proto", file->name(), "stem", stem(file->name()));
    for (int s = 0; s < file->service_count(); ++s) {
      const auto* service = file->service(s);
      std::map<std::string, std::string> v{{"service", service->name()}, {"full", service->full_name()}};
      const auto each = [&](const char* text) {
        for (int m = 0; m < service->method_count(); ++m) {
          v["method"] = service->method(m)->name();
          v["in"] = service->method(m)->input_type()->name();
          v["out"] = service->method(m)->output_type()->name();
          p.Print(v, text);
        }
      };
      p.Print(v, "\nclass $service$ {\n public:\n  virtual ~$service$() = default;\n");
      each("  virtual Task<Result<pb::$out$>> $method$(Caller caller, pb::$in$ request) = 0;\n");
      p.Print(v, "};\n\nclass $service$Client final : public $service$ {\n public:\n"
                 "  explicit $service$Client(rpc::Channel& channel) : channel_(channel) {}\n");
      each("  Task<Result<pb::$out$>> $method$(Caller caller, pb::$in$ request) override {\n"
           "    return rpc::call<pb::$out$>(channel_, \"/$full$/$method$\", std::move(caller), std::move(request));\n  }\n");
      p.Print(v, "\n private:\n  rpc::Channel& channel_;\n};\n\n"
                 "// `service` must outlive the server.\ninline std::vector<rpc::Method> methods($service$& service) {\n  std::vector<rpc::Method> list;\n");
      each("  list.push_back(rpc::method<pb::$in$, pb::$out$>(\"/$full$/$method$\", service, &$service$::$method$));\n");
      p.Print(v, "  return list;\n}\n");
    }
    p.Print("\n}  // namespace jm\n");
    return true;
  }
};

}  // namespace

int main(int argc, char** argv) {
  const Generator generator;
  return google::protobuf::compiler::PluginMain(argc, argv, &generator);
}
