#pragma once
// A folder of pages and scripts, read into memory once at start, so that serving touches no disk and no path can leave
// it.
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "gateway/net/http_types.hpp"
#include "routing/model/error.hpp"

namespace sahut::net {

struct static_settings {
  std::string folder;
  // For every page. Scripts are the page's own, never inline; the demo and status pages talk to the daemon alone.
  std::string page_policy =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src "
      "'self'; "
      "media-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
  // Paths (as `/widget.js`) that pages of other origins may load; all below a name that ends in '/'.
  std::vector<std::string> embeddable = {"/widget.js", "/widget/"};
  // What `{{name}}` in a page stands for; put in as text.
  std::map<std::string, std::string> values = {};
  std::size_t bytes_max = 16 * 1024 * 1024;
  std::size_t files_max = 1000;
};

class static_files {
 public:
  // Names that begin with a dot are left out, symbolic links are not followed. bad_field with the folder in `detail` if
  // it can't be read or is over a bound.
  static result<std::shared_ptr<static_files const>> load(static_settings settings);
  // 200, 304, a redirect from `/console` to `/console/`, or 404. `/` and a name that ends in '/' mean its index.html.
  // What lies under an `assets/` folder has a hash in its name and never changes; everything else is asked for anew.
  http_reply reply(http_request const& request) const;
  bool holds(std::string_view path) const { return files_.contains(path); }
  // One route for everything that there is: GET below '/'. The files live as long as it.
  static route make_route(std::shared_ptr<static_files const> files);

 private:
  struct file {
    std::shared_ptr<std::string const> bytes;
    std::shared_ptr<std::string const> brotli, gzip;  // the same, compressed ahead; null: there is none
    std::string type, etag;
    bool page = false, filled_in = false, immutable = false, embeddable = false;
  };
  static_settings settings_;
  std::map<std::string, file, std::less<>> files_;
};

}  // namespace sahut::net
