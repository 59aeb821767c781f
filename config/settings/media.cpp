// [media]: where files lie, and who looks through them.
#include <algorithm>

#include "config/settings/sections.hpp"
#include "config/settings/urls.hpp"

namespace sahut::config_sections {

using config_document::node;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t smallest_file = 1024, largest_file = 1'000'000'000;
constexpr std::size_t socket_path_max = 107;

bool is_made_of(std::string_view text, std::string_view further, std::size_t most) {
  return !text.empty() && text.size() <= most && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || further.find(c) != further.npos;
  });
}

void read_endpoint(section_reader& r, media_settings& s) {
  s.endpoint = r.required_text("endpoint");
  if (s.endpoint.empty()) return;
  while (s.endpoint.ends_with('/')) s.endpoint.pop_back();
  auto const url = split_url(s.endpoint);
  if (!url || (url->scheme != "https" && url->scheme != "http") || url->host.empty() || !url->userinfo.empty() || url->query_or_fragment || url->port == 0)
    r.wrong("endpoint", "must be the store's https:// address, without the bucket");
  else if (url->scheme == "http" && !is_loopback(url->host))
    r.warn("endpoint", "is not https: files are sealed, but who asks for which one can be seen on the way");
}

void read_s3(section_reader& r, media_settings& s, place const& where) {
  read_endpoint(r, s);
  s.region = r.text("region", "us-east-1");
  if (!is_made_of(s.region, "-", 64)) r.wrong("region", "must be a region's name, such as ap-southeast-3; a store that knows none takes us-east-1");
  s.bucket = r.required_text("bucket");
  if (!s.bucket.empty() && (s.bucket.size() < 3 || !is_made_of(s.bucket, ".-", 63) || s.bucket.find("..") != s.bucket.npos))
    r.wrong("bucket", "must be a bucket's name: 3 to 63 of a–z, 0–9, dot and dash");
  for (auto const& key : {"access_key", "secret_key"}) {
    auto const ref = r.required_text(key);
    if (ref.empty() || where.wanted == secrets_wanted::none) continue;
    auto value = resolve_secret(r, key, ref, where.secrets);
    if (!value) continue;
    if (key == std::string_view("secret_key")) {
      s.secret_key = std::move(*value);
      continue;
    }
    s.access_key = value->reveal();
    bool const plain = s.access_key.size() <= 128 && std::all_of(s.access_key.begin(), s.access_key.end(), [](char c) { return c > ' ' && c < 0x7F && c != '/' && c != ','; });
    if (!plain) r.wrong(key, "must be an access key's id: printable ASCII without spaces, slashes and commas");
  }
  s.ca_file = path_at(r, "ca_file", r.text("ca_file", ""), where);
  if (s.ca_file.empty()) return;
  if (!s.endpoint.starts_with("https://"))
    r.warn("ca_file", "has no effect: the endpoint is not https://");
  else if (!fs::is_regular_file(s.ca_file))
    r.wrong("ca_file", "there is no file " + s.ca_file.string());
}

void read_clamd(section_reader& r, media_settings& s) {
  s.clamd = r.text("clamd", "");
  if (s.clamd.empty()) return;
  auto const& forms = "must be unix:/path/of/clamd.ctl or host:port";
  if (s.clamd.starts_with("unix:")) {
    auto const path = s.clamd.substr(5);
    if (!path.starts_with('/')) r.wrong("clamd", forms);
    else if (path.size() > socket_path_max) r.wrong("clamd", "a socket's path has at most 107 characters");
    return;
  }
  auto const url = split_url("tcp://" + s.clamd);
  if (!url || url->host.empty() || !url->port || *url->port == 0 || !url->path.empty() || url->query_or_fragment || !url->userinfo.empty()) r.wrong("clamd", forms);
}

}  // namespace

media_settings read_media(node const* table, settings const& so_far, place const& where) {
  media_settings s;
  section_reader r(table, "media", where.out);
  s.storage = r.choice("storage", {"directory", "s3"}, 0) == 0 ? media_storage::directory : media_storage::s3;
  s.directory = so_far.data_dir / "media";
  if (r.has("directory")) {
    s.directory = path_at(r, "directory", r.text("directory", ""), where);
    if (s.directory.empty()) r.wrong("directory", "must not be empty");
    if (s.storage == media_storage::s3) r.warn("directory", "has no effect: media.storage is s3");
  }
  if (s.storage == media_storage::s3) {
    read_s3(r, s, where);
  } else {
    for (auto const* key : {"endpoint", "region", "bucket", "access_key", "secret_key", "ca_file"})
      if (r.has(key)) r.warn(key, "has no effect: media.storage is directory");
    if (!so_far.redis.embedded() && !r.has("directory"))
      r.warn("storage", "lies in data_dir, on this machine alone, while the store is a Redis of one's own: a daemon on another machine would not find its files. "
                        "Use storage = \"s3\", or name a folder that all have mounted as `directory` (with one daemon: any folder)");
  }
  s.bytes_max = r.integer("bytes_max", s.bytes_max, smallest_file, largest_file);
  s.retention_unsent = std::chrono::hours{r.integer("retention_unsent_hours", s.retention_unsent.count(), 1, 24 * 30)};
  read_clamd(r, s);
  return s;
}

}  // namespace sahut::config_sections
