#include "gateway/app/account_commands.hpp"

#include "gateway/app/account_api.hpp"
#include "gateway/app/password_pool.hpp"
#include "gateway/app/security_log.hpp"
#include "gateway/wire/json_writer.hpp"
#include "gateway/wire/requests.hpp"

#include <algorithm>

namespace sahut {
namespace {

using boost::asio::awaitable;
using answer = admin_answer;

constexpr int exit_usage = 64, exit_data = 65, exit_no_such = 1, exit_temporary = 75;
constexpr std::size_t display_chars_max = 120, email_chars_max = 254;

answer failed(error const& e) {
  auto const where = e.path.empty() ? std::string{} : e.path + ": ";
  if (e.code == errc::internal) return {exit_data, "", where + e.detail + "; sahutctl unreadable lists what is damaged\n"};
  if (e.code == errc::bad_field) return {exit_data, "", where + e.detail + "\n"};
  return {is_temporary(e.code) ? exit_temporary : exit_no_such, "", where + e.detail + "\n"};
}

std::optional<std::string> option(std::vector<std::string> const& words, std::string_view name) {
  std::optional<std::string> last;
  for (std::size_t i = 0; i + 1 < words.size(); ++i)
    if (words[i] == name) last = words[i + 1];
  return last;
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) || c == '.' || c == '-' || c == '_'; });
}

std::string password_of(std::string input) {
  while (!input.empty() && (input.back() == '\n' || input.back() == '\r')) input.pop_back();
  return input;
}

bool is_email(std::string_view e) {
  auto const at = e.find('@');
  return at != e.npos && at > 0 && at + 1 < e.size() && e.find('@', at + 1) == e.npos && e.find_first_of(" \t\r\n") == e.npos;
}

awaitable<answer> add(session_host& g, password_hasher& passwords, std::vector<std::string> words, std::string input) {
  account_holder h;
  h.name = words[2];
  if (!is_name(h.name)) co_return answer{exit_data, "", "a name has 1 to 64 letters, digits, dots, dashes or underscores\n"};
  auto const display = option(words, "--display");
  if (!display || display->empty()) co_return answer{exit_usage, "", "account add needs --display: the citizen's name\n"};
  if (wire::count_characters(*display) > display_chars_max)
    co_return answer{exit_data, "", "--display: at most " + std::to_string(display_chars_max) + " characters\n"};
  h.display = *display;
  h.email = option(words, "--email").value_or("");
  if (!h.email.empty() && (h.email.size() > email_chars_max || !is_email(h.email))) co_return answer{exit_data, "", "--email: this is no e-mail address\n"};
  input = password_of(std::move(input));
  if (auto const fault = password_fault(input, h.name)) co_return answer{exit_data, "", *fault + "\n"};
  auto holders = holders_of(g);
  auto taken = co_await holders.find(h.name);
  if (taken) co_return answer{exit_data, "", "an account of this name exists; names that differ in capitals alone are one\n"};
  if (taken.error().code != errc::not_found) co_return failed(taken.error());
  auto hash = co_await passwords.hash(std::move(input));
  if (!hash) co_return failed(hash.error());
  h.password_hash = std::move(*hash);
  auto const name = h.name;
  auto done = co_await holders.add(std::move(h));
  if (!done) co_return failed(done.error());
  tell_security(log::level::info, "holder_added", {});
  co_return answer{0, "added " + name + "\n", ""};
}

awaitable<answer> list(session_host& g) {
  auto holders = holders_of(g);
  auto all = co_await holders.list();
  if (!all) co_return failed(all.error());
  answer a;
  for (auto const& h : *all) {
    wire::json_writer w;
    w.begin_object().field("name", h.name).field("display", h.display).field("disabled", h.disabled).field("created_at", h.created_at).maybe("issuer", h.issuer);
    a.out += w.end_object().take() + "\n";
  }
  co_return a;
}

awaitable<answer> change(session_host& g, std::string typed, std::function<void(account_holder&)> how, std::string what) {
  auto holders = holders_of(g);
  auto done = co_await holders.change(typed, how);
  if (!done) co_return failed(done.error());
  tell_security(log::level::info, "holder_changed", {{"what", what}});
  co_return answer{0, what + " " + typed + "\n", ""};
}

awaitable<answer> able(session_host& g, std::string name, bool disabled) {
  std::function<void(account_holder&)> how = [disabled](account_holder& h) { h.disabled = disabled; };
  std::string what = disabled ? "disabled" : "enabled";
  co_return co_await change(g, std::move(name), std::move(how), std::move(what));
}

awaitable<answer> password(session_host& g, password_hasher& passwords, std::string name, std::string input) {
  input = password_of(std::move(input));
  if (auto const fault = password_fault(input, name)) co_return answer{exit_data, "", *fault + "\n"};
  auto holders = holders_of(g);
  auto known = co_await holders.find(name);
  if (!known) co_return failed(known.error());
  if (!known->issuer.empty()) co_return answer{exit_data, "", "this account signs in with its provider and has no password here\n"};
  auto hash = co_await passwords.hash(std::move(input));
  if (!hash) co_return failed(hash.error());
  std::function<void(account_holder&)> how = [&hash](account_holder& h) { h.password_hash = *hash; };
  std::string what = "new password for";
  co_return co_await change(g, std::move(name), std::move(how), std::move(what));
}

}  // namespace

awaitable<answer> run_account_command(session_host& g, password_hasher& passwords, std::vector<std::string> words, std::string input) {
  auto const is = [&](std::string_view verb, std::size_t least) { return words.size() >= least && words[1] == verb; };
  if (is("list", 2)) co_return co_await list(g);
  if (is("add", 3)) co_return co_await add(g, passwords, std::move(words), std::move(input));
  if (is("disable", 3)) co_return co_await able(g, words[2], true);
  if (is("enable", 3)) co_return co_await able(g, words[2], false);
  if (is("password", 3)) co_return co_await password(g, passwords, words[2], std::move(input));
  co_return answer{exit_usage, "", "there is no such command\n"};
}

}  // namespace sahut
