// A JSON schema (draft 7) of a file of the tree, and the lines that it accepts.
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace twomsl::test {

class JsonSchema {
 public:
  explicit JsonSchema(const std::string& file) {
    std::ifstream in(file);
    const nlohmann::json document = nlohmann::json::parse(in);
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(document), schema_);
  }

  [[nodiscard]] bool accepts(const nlohmann::json& line) const {
    valijson::Validator validator;
    const valijson::adapters::NlohmannJsonAdapter target(line);
    return validator.validate(schema_, target, nullptr);
  }

 private:
  valijson::Schema schema_;
};

}  // namespace twomsl::test
