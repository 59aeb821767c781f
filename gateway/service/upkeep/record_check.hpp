#pragma once
// Reads everything of one record that has a form of its own, to find what cannot be read. Shows no content.
#include "gateway/records/record_form.hpp"
#include "gateway/service/core/store_part.hpp"
#include "routing/ports/store.hpp"

#include <string>
#include <vector>

namespace sahut {

struct unreadable_field {
  std::string field;       // empty: the record lacks what it must have
  std::size_t bytes = 0;
  std::string why;
};

// Empty: all of it can be read, it is gone, or its kind has no form. unavailable.
boost::asio::awaitable<result<std::vector<unreadable_field>>> check_record(store& s, vault const& keys, random_source& random, record_forms const& forms,
                                                                           std::string key);
inline boost::asio::awaitable<result<std::vector<unreadable_field>>> check_record(store_part const& of, record_forms const& forms, std::string key) {
  return check_record(of.st, of.keys, of.random, forms, std::move(key));
}

}  // namespace sahut
