#include "gateway/net/static_files.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <map>

namespace sahut::net {
namespace {

namespace fs = std::filesystem;

class static_files_test : public testing::Test {
 protected:
  static_files_test() {
    char name[] = "/tmp/sahut-static-XXXXXX";
    folder_ = ::mkdtemp(name);
    write("index.html", "<p>home");
    write("widget.js", "widget()");
    write("console/index.html", "<p>console");
    write("console/app.js", "app()");
    write("console/assets/app-0a1b2c.css", "p{}");
    write("notes.xyz", "?");
    write(".hidden", "secret");
    write(".git/config", "secret");
    fs::create_symlink("/etc/passwd", folder_ / "link.txt");
  }
  ~static_files_test() override { fs::remove_all(folder_); }
  void write(std::string const& name, std::string const& bytes) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << bytes;
  }
  static http_reply get(static_files const& files, std::string path, std::string if_none_match = {}) {
    http_request r;
    r.method = "GET";
    r.path = std::move(path);
    if (!if_none_match.empty()) r.headers.add("If-None-Match", std::move(if_none_match));
    return files.reply(r);
  }
  static std::string field(http_reply const& r, std::string_view name) {
    for (auto const& [n, v] : r.headers)
      if (n == name) return v;
    return {};
  }
  fs::path folder_;
};

TEST_F(static_files_test, placeholders_of_a_page_are_filled_in_as_text) {
  write("index.html", "<p title=\"{{name}}\">{{name}} {{name}} {{other}}");
  write("widget.js", "'{{name}}'");
  auto const files = static_files::load({.folder = folder_, .values = {{"name", "A & <b> \"c\" {{name}}"}}}).value();
  auto const text = "A &amp; &lt;b&gt; &quot;c&quot; {{name}}";
  EXPECT_EQ(*get(*files, "/").shared_body, std::string("<p title=\"") + text + "\">" + text + " " + text + " {{other}}");
  EXPECT_EQ(*get(*files, "/widget.js").shared_body, "'{{name}}'");
}

TEST_F(static_files_test, files_come_with_type_caching_and_policy) {
  auto const files = static_files::load({.folder = folder_}).value();
  struct {
    char const* path;
    char const* body;
    char const* type;
    char const* cache;
    bool policy;
    char const* sharing;
  } const cases[] = {
      {"/", "<p>home", "text/html; charset=utf-8", "no-cache", true, ""},
      {"/index.html", "<p>home", "text/html; charset=utf-8", "no-cache", true, ""},
      {"/widget.js", "widget()", "text/javascript; charset=utf-8", "no-cache", false, "cross-origin"},
      {"/console/", "<p>console", "text/html; charset=utf-8", "no-cache", true, ""},
      {"/console/app.js", "app()", "text/javascript; charset=utf-8", "no-cache", false, ""},
      {"/console/assets/app-0a1b2c.css", "p{}", "text/css; charset=utf-8", "public, max-age=31536000, immutable", false,
       ""},
      {"/notes.xyz", "?", "application/octet-stream", "no-cache", false, ""},
  };
  for (auto const& c : cases) {
    auto const r = get(*files, c.path);
    ASSERT_EQ(r.status, 200) << c.path;
    EXPECT_EQ(*r.shared_body, c.body) << c.path;
    EXPECT_EQ(r.content_type, c.type) << c.path;
    EXPECT_EQ(field(r, "Cache-Control"), c.cache) << c.path;
    EXPECT_EQ(!field(r, "Content-Security-Policy").empty(), c.policy) << c.path;
    EXPECT_EQ(field(r, "Cross-Origin-Resource-Policy"), c.sharing) << c.path;
  }
}

TEST_F(static_files_test, what_is_hidden_linked_or_absent_is_not_there) {
  auto const files = static_files::load({.folder = folder_}).value();
  for (char const* path :
       {"/.hidden", "/.git/config", "/link.txt", "/nothing", "/console/assets/", "/assets", "/console/app.js/"})
    EXPECT_EQ(get(*files, path).status, 404) << path;
}

TEST_F(static_files_test, a_folder_without_its_slash_is_redirected) {
  auto const files = static_files::load({.folder = folder_}).value();
  auto const r = get(*files, "/console");
  EXPECT_EQ(r.status, 308);
  EXPECT_EQ(field(r, "Location"), "console/");
}

TEST_F(static_files_test, a_known_etag_is_answered_with_304) {
  auto const files = static_files::load({.folder = folder_}).value();
  auto const etag = field(get(*files, "/widget.js"), "ETag");
  ASSERT_FALSE(etag.empty());
  for (auto const& known : {etag, "W/" + etag, "\"other\", " + etag, std::string("*")}) {
    auto const r = get(*files, "/widget.js", known);
    EXPECT_EQ(r.status, 304) << known;
    EXPECT_EQ(field(r, "ETag"), etag);
    EXPECT_FALSE(r.shared_body);
  }
  EXPECT_EQ(get(*files, "/widget.js", "\"other\"").status, 200);
  EXPECT_NE(field(get(*files, "/"), "ETag"), etag);
}

TEST_F(static_files_test, a_folder_that_is_missing_or_too_large_is_a_fault) {
  EXPECT_FALSE(static_files::load({.folder = (folder_ / "absent").string()}));
  EXPECT_FALSE(static_files::load({.folder = folder_, .bytes_max = 10}));
  EXPECT_FALSE(static_files::load({.folder = folder_, .files_max = 3}));
}

TEST_F(static_files_test, what_was_compressed_ahead_is_served_so_to_who_takes_it) {
  std::ofstream(folder_ / "app.js") << "plain script";
  std::ofstream(folder_ / "app.js.br") << "as brotli";
  std::ofstream(folder_ / "app.js.gz") << "as gzip";
  std::ofstream(folder_ / "page.html") << "{{name}}";
  std::ofstream(folder_ / "page.html.br") << "stale";
  auto const files = static_files::load({.folder = folder_, .values = {{"name", "A"}}}).value();
  struct {
    char const *accepts, *coding, *body;
  } const cases[] = {{"", "", "plain script"},           {"identity", "", "plain script"},   {"br", "br", "as brotli"},
                     {"gzip, deflate, br", "br", "as brotli"}, {"gzip", "gzip", "as gzip"},  {"br;q=0, gzip", "gzip", "as gzip"},
                     {"BR;q=0.5", "br", "as brotli"},    {"*", "br", "as brotli"},           {"*;q=0", "", "plain script"},
                     {"br;q=0.000, *", "gzip", "as gzip"}, {"brotli", "", "plain script"}};
  for (auto const& c : cases) {
    http_request request;
    request.path = "/app.js";
    if (*c.accepts) request.headers.add("Accept-Encoding", c.accepts);
    auto const reply = files->reply(request);
    std::map<std::string, std::string> fields(reply.headers.begin(), reply.headers.end());
    EXPECT_EQ(fields["Content-Encoding"], c.coding) << c.accepts;
    EXPECT_EQ(fields["Vary"], "Accept-Encoding") << c.accepts;
    EXPECT_EQ(*reply.shared_body, c.body) << c.accepts;
    EXPECT_EQ(reply.content_type, "text/javascript; charset=utf-8");
    request.headers.add("If-None-Match", fields["ETag"]);
    EXPECT_EQ(files->reply(request).status, 304) << "each form has a tag of its own: " << c.accepts;
  }
  EXPECT_EQ(get(*files, "/app.js.br").status, 404);
  http_request request;
  request.path = "/page.html";
  request.headers.add("Accept-Encoding", "br");
  EXPECT_EQ(*files->reply(request).shared_body, "A");
}

}  // namespace
}  // namespace sahut::net
