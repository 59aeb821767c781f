#include "gateway/net/static_files.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "gateway/net/ascii.hpp"
#include "gateway/net/problem.hpp"

namespace sahut::net {
namespace {

namespace fs = std::filesystem;

std::string_view type_of(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> types[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".map", "application/json"},
      {".txt", "text/plain; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".webp", "image/webp"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".mp3", "audio/mpeg"},
      {".ogg", "audio/ogg"},
  };
  for (auto const& [ending, type] : types)
    if (name.ends_with(ending)) return type;
  return "application/octet-stream";
}

std::string etag_of(std::string const& bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size(), digest);
  static constexpr char hex[] = "0123456789abcdef";
  std::string tag = "\"";
  for (int i = 0; i < 12; ++i) (tag += hex[digest[i] >> 4]) += hex[digest[i] & 15];
  return tag + '"';
}

std::string escaped(std::string_view text) {
  std::string out;
  for (char const c : text) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '"') out += "&quot;";
    else out += c;
  }
  return out;
}

void fill_in(std::string& page, std::map<std::string, std::string> const& values) {
  for (auto const& [name, value] : values) {
    auto const mark = "{{" + name + "}}";
    auto const text = escaped(value);
    for (auto at = page.find(mark); at != page.npos; at = page.find(mark, at + text.size())) page.replace(at, mark.size(), text);
  }
}

// RFC 9110 §13.1.2: weak comparison, a list, or `*`.
bool none_match_fails(header_list const& headers, std::string_view etag) {
  for (auto value : headers.all("If-None-Match"))
    for (auto item : split_list(value)) {
      if (item == "*") return true;
      if (item.starts_with("W/")) item.remove_prefix(2);
      if (item == etag) return true;
    }
  return false;
}

// RFC 9110 §12.5.3. A coding is taken if it is named, or `*` is, with another weight than 0.
bool takes_coding(header_list const& headers, std::string_view coding) {
  std::optional<bool> named, others;
  for (auto value : headers.all("Accept-Encoding"))
    for (auto item : split_list(value)) {
      auto const semicolon = item.find(';');
      auto const name = trim(item.substr(0, semicolon));
      bool refused = false;
      if (semicolon != item.npos) {
        auto weight = trim(item.substr(semicolon + 1));
        if (weight.starts_with("q=") || weight.starts_with("Q=")) {
          weight.remove_prefix(2);
          refused = !weight.empty() && weight.find_first_not_of("0.") == weight.npos;
        }
      }
      if (iequals(name, coding)) named = !refused;
      if (name == "*") others = !refused;
    }
  return named.value_or(others.value_or(false));
}

std::string coded_tag(std::string_view etag, std::string_view coding) {
  std::string tag(etag.substr(0, etag.size() - 1));
  return tag.append("-").append(coding).append("\"");
}

}  // namespace

result<std::shared_ptr<static_files const>> static_files::load(static_settings settings) {
  auto const fault = [&](std::string const& why) {
    return error{errc::bad_field, "static", settings.folder + ": " + why};
  };
  auto self = std::make_shared<static_files>();
  std::error_code ec;
  std::size_t total = 0;
  fs::path const root(settings.folder);
  if (!fs::is_directory(root, ec)) return fault("is no folder that can be read");
  for (auto i = fs::recursive_directory_iterator(root, ec); !ec && i != fs::recursive_directory_iterator();
       i.increment(ec)) {
    auto const name = i->path().filename().string();
    std::error_code ignored;
    if (name.starts_with('.')) {
      i.disable_recursion_pending();
      continue;
    }
    if (i->is_symlink(ignored) || !i->is_regular_file(ignored)) continue;
    auto const path = "/" + i->path().lexically_relative(root).generic_string();
    std::ifstream in(i->path(), std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(in)), {});
    if (!in.good() && !in.eof()) return fault(path + " can't be read");
    total += bytes.size();
    if (total > settings.bytes_max) return fault("holds more than " + std::to_string(settings.bytes_max) + " bytes");
    if (self->files_.size() >= settings.files_max)
      return fault("holds more than " + std::to_string(settings.files_max) + " files");
    file f;
    f.type = type_of(path);
    f.page = path.ends_with(".html");
    if (f.page) {
      auto const as_built = bytes;
      fill_in(bytes, settings.values);
      f.filled_in = bytes != as_built;
    }
    f.etag = etag_of(bytes);
    f.immutable = path.find("/assets/") != std::string::npos && !f.page;
    f.embeddable = std::any_of(settings.embeddable.begin(), settings.embeddable.end(), [&](std::string const& e) {
      return e.ends_with('/') ? path.starts_with(e) : path == e;
    });
    f.bytes = std::make_shared<std::string const>(std::move(bytes));
    self->files_.emplace(path, std::move(f));
  }
  if (ec) return fault(ec.message());
  // `x.js.br` and `x.js.gz` are x.js compressed. Where values were filled in, the compressed form lacks them.
  for (auto it = self->files_.begin(); it != self->files_.end();) {
    auto const dot = it->first.rfind('.');
    auto const ending = it->first.substr(dot);
    auto const plain = ending == ".br" || ending == ".gz" ? self->files_.find(it->first.substr(0, dot)) : self->files_.end();
    if (plain == self->files_.end()) {
      ++it;
      continue;
    }
    if (!plain->second.filled_in) (ending == ".br" ? plain->second.brotli : plain->second.gzip) = it->second.bytes;
    it = self->files_.erase(it);
  }
  self->settings_ = std::move(settings);
  return std::shared_ptr<static_files const>(std::move(self));
}

http_reply static_files::reply(http_request const& request) const {
  bool const directory = request.path.ends_with('/');
  auto const found = files_.find(directory ? request.path + "index.html" : request.path);
  if (found == files_.end()) {
    if (directory || !files_.contains(request.path + "/index.html"))
      return problem(404, "not_found", "There is nothing here.");
    http_reply moved;
    moved.status = 308;
    // From the folder's own name, never from the target: `//host` there would lead elsewhere.
    moved.headers.emplace_back("Location", request.path.substr(request.path.rfind('/') + 1) + "/");
    moved.headers.emplace_back("Cache-Control", "no-cache");
    return moved;
  }
  auto const& f = found->second;
  auto const* body = &f.bytes;
  std::string_view coding;
  if (f.brotli && takes_coding(request.headers, "br")) body = &f.brotli, coding = "br";
  else if (f.gzip && takes_coding(request.headers, "gzip")) body = &f.gzip, coding = "gzip";
  auto const etag = coding.empty() ? f.etag : coded_tag(f.etag, coding);
  http_reply reply;
  reply.headers.emplace_back("ETag", etag);
  reply.headers.emplace_back("Cache-Control", f.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (f.brotli || f.gzip) reply.headers.emplace_back("Vary", "Accept-Encoding");
  if (f.page) {
    reply.headers.emplace_back("Content-Security-Policy", settings_.page_policy);
    reply.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
    reply.headers.emplace_back("Permissions-Policy",
                               "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()");
  }
  if (f.embeddable) {  // with this a foreign page may load it with `integrity` and `crossorigin`; it holds nothing secret
    reply.headers.emplace_back("Cross-Origin-Resource-Policy", "cross-origin");
    reply.headers.emplace_back("Access-Control-Allow-Origin", "*");
  }
  if (none_match_fails(request.headers, etag)) {
    reply.status = 304;
    return reply;
  }
  if (!coding.empty()) reply.headers.emplace_back("Content-Encoding", coding);
  reply.content_type = f.type;
  reply.shared_body = *body;
  return reply;
}

route static_files::make_route(std::shared_ptr<static_files const> files) {
  route r;
  r.methods = {"GET"};
  r.path = "/";
  r.prefix = true;
  r.body_limit = 0;
  r.knows = [files](std::string_view path) {
    std::string const name(path);
    return files->holds(name) || files->holds(name + (name.ends_with('/') ? "index.html" : "/index.html"));
  };
  r.handler = [files = std::move(files)](http_request request) -> boost::asio::awaitable<http_reply> {
    co_return files->reply(request);
  };
  return r;
}

}  // namespace sahut::net
