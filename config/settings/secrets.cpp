#include "config/settings/secrets.hpp"

#include <sodium.h>

#include <fstream>

namespace sahut {

namespace {

namespace fs = std::filesystem;
constexpr std::uintmax_t secret_file_bytes_max = 65536;
constexpr std::size_t master_key_bytes = 32;

std::optional<secret> read_file(section_reader& at, std::string const& key, fs::path const& file, bool owner_only) {
  std::error_code ec;
  auto const status = fs::status(file, ec);
  if (ec || !fs::is_regular_file(status)) {
    at.wrong(key, "cannot be resolved: there is no file " + file.string());
    return std::nullopt;
  }
  if ((status.permissions() & (fs::perms::group_all | fs::perms::others_all)) != fs::perms::none) {
    auto const what = file.string() + " must be its owner's alone (chmod 600)";
    if (owner_only) {
      at.wrong(key, what);
      return std::nullopt;
    }
    at.warn(key, what);
  }
  if (fs::file_size(file, ec) > secret_file_bytes_max) {
    at.wrong(key, "cannot be resolved: " + file.string() + " is too large for a secret");
    return std::nullopt;
  }
  std::ifstream in(file, std::ios::binary);
  std::string value(std::istreambuf_iterator<char>(in), {});
  if (!in.is_open() || in.bad()) {
    at.wrong(key, "cannot be resolved: " + file.string() + " cannot be read");
    return std::nullopt;
  }
  while (!value.empty() && (value.back() == '\n' || value.back() == '\r')) value.pop_back();
  if (value.empty()) {
    at.wrong(key, "cannot be resolved: " + file.string() + " is empty");
    return std::nullopt;
  }
  return secret(std::move(value));
}

}  // namespace

std::optional<secret> resolve_secret(section_reader& at, std::string const& key, std::string const& reference,
                                     secret_source const& from, bool owner_only) {
  if (reference.starts_with("env:")) {
    auto const name = reference.substr(4);
    auto const found = from.env.find(name);
    if (found != from.env.end() && !found->second.empty()) return secret(found->second);
    at.wrong(key, "cannot be resolved: the environment has no " + (name.empty() ? "variable without a name" : name));
    return std::nullopt;
  }
  if (reference.starts_with("file:") && reference.size() > 5) {
    fs::path const file(reference.substr(5));
    return read_file(at, key, file.is_absolute() ? file : from.folder / file, owner_only);
  }
  at.wrong(key, "cannot be resolved: a secret is written \"env:NAME\" or \"file:PATH\", never itself");
  return std::nullopt;
}

std::optional<secret> resolve_key(section_reader& at, std::string const& key, std::string const& reference,
                                  secret_source const& from) {
  auto const text = resolve_secret(at, key, reference, from, true);
  if (!text) return std::nullopt;
  std::string bytes(master_key_bytes + 1, '\0');
  std::size_t size = 0;
  bool decoded = false;
  for (int variant : {sodium_base64_VARIANT_ORIGINAL, sodium_base64_VARIANT_ORIGINAL_NO_PADDING,
                      sodium_base64_VARIANT_URLSAFE, sodium_base64_VARIANT_URLSAFE_NO_PADDING}) {
    auto const& from64 = text->reveal();
    decoded = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), from64.data(),
                                from64.size(), nullptr, &size, nullptr, variant) == 0;
    if (decoded) break;
  }
  if (!decoded || size != master_key_bytes) {
    at.wrong(key, "must be 32 bytes in base64 (make one: openssl rand -base64 32)");
    return std::nullopt;
  }
  bytes.resize(size);
  return secret(std::move(bytes));
}

}  // namespace sahut
