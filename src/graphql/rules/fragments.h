// Rules about fragments: FragmentsOnCompositeTypes, UniqueFragmentNames, KnownFragmentNames, NoUnusedFragments,
// PossibleFragmentSpreads, NoFragmentCycles.
#pragma once
#include "graphql/rules/context.h"

namespace jm::graphql {

class FragmentRules {
 public:
  explicit FragmentRules(Context& context) : c_(context) {}
  void enter(const FragmentDefinition& fragment);
  void enter_inline(const Selection& fragment, const Type* parent);   // parent null: unknown
  void enter_spread(const Selection& spread, const Type* parent);
  void document_end();

 private:
  void find_cycles(const FragmentDefinition& from);

  Context& c_;
  NameIndex names_;
  std::vector<std::uint32_t> name_offsets_;
  std::vector<bool> visited_;                            // by fragment: cycles through it are found
};

}  // namespace jm::graphql
