// Documents as clients send them, for the speed figures.
export const typical = {
  small: 'query Version { version }',
  page: `query People($filter: PersonFilter, $first: Int = 20, $detail: Boolean!) {
  people(filter: $filter, first: $first) {
    id
    name
    nickname
    age
    employer @include(if: $detail) {
      ...FirmParts
      staff(filter: { ageMin: 30, sectors: [HEALTH, SCHOOLS] }, first: 5) { id name }
    }
    friends(first: 3) { id name score(scale: 10.0) }
  }
  search(text: "some \\"text\\"", sectors: [TRANSPORT]) {
    __typename
    ... on City { id name population coordinates { latitude longitude } }
    ... on Firm { ...FirmParts }
    ... on Person { id name }
  }
}

fragment FirmParts on Firm {
  id
  name(upper: true)
  sector
  size
  seat { id name coordinates { latitude longitude } }
}`,
};
