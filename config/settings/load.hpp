#pragma once
// Reads the configuration file and reports every fault of it at once. Never throws for what an operator can get wrong.
#include <map>

#include "config/fault.hpp"
#include "config/settings/mail.hpp"
#include "config/settings/settings.hpp"
#include "routing/model/channel_form.hpp"

namespace sahut {

// Variables by name. `SAHUT_REDIS__URL` overrides redis.url; `SAHUT_OFFICES__0__NAME` reaches into a list.
using environment = std::map<std::string, std::string, std::less<>>;
environment current_environment();

// A flag's value by path: {"listen", "127.0.0.1:0"}, {"redis.url", "embedded"}, {"offices[0].name", "…"}.
using overrides = std::map<std::string, std::string, std::less<>>;

enum class secrets_wanted {
  all,
  none,        // sahutctl beside a running daemon: no secret is read at all
  store_only,  // sahutctl: channels' secrets stay empty and are no faults
};

struct loaded {
  sahut::settings settings;   // to be used only where there are no faults; `data_dir` as far as it can be read
  std::optional<mail_settings> mail;  // of the composition alone: the service only knows that there is a mailer
  std::vector<fault> faults;  // in the order of the file's lines
  std::vector<fault> warnings;
};

// A flag overrides the environment, which overrides the file. Relative paths in the file are relative to the file's
// folder, those of flags and environment to the working directory. Calendars are named here and loaded elsewhere.
// `forms`: of the channels that are built in; an account of another kind is a fault.
loaded load_settings(std::filesystem::path const& file, environment const& env, channel_forms const& forms,
                     overrides const& flags = {}, secrets_wanted wanted = secrets_wanted::all);

}  // namespace sahut
