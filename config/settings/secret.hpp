#pragma once
// A password, key or token from the configuration. It does not print, and is wiped when it goes.
#include <cstring>
#include <ostream>
#include <string>
#include <utility>

namespace sahut {

class secret {
 public:
  secret() = default;
  explicit secret(std::string value) : value_(std::move(value)) {}
  secret(secret const&) = default;
  secret(secret&& other) noexcept : value_(std::move(other.value_)) { other.wipe(); }
  secret& operator=(secret other) noexcept {
    value_.swap(other.value_);
    return *this;
  }
  ~secret() { wipe(); }

  std::string const& reveal() const { return value_; }
  bool empty() const { return value_.empty(); }

  friend std::ostream& operator<<(std::ostream& out, secret const& s) {
    return out << (s.empty() ? "(none)" : "(secret)");
  }

 private:
  void wipe() { ::explicit_bzero(value_.data(), value_.size()); }

  std::string value_;
};

}  // namespace sahut
