#include "gateway/app/channel_commands.hpp"

#include "connectors/common/webhook_setup.hpp"

namespace sahut {
namespace {

constexpr int exit_data = 65, exit_no_such = 1, exit_no_daemon = 69, exit_temporary = 75, exit_config = 78;
constexpr std::chrono::seconds call_limit{10};

}  // namespace

boost::asio::awaitable<admin_answer> run_channel_command(session_host& g, std::vector<std::string> words) {
  auto const& id = words[2];
  account_owner* account = nullptr;
  for (auto& o : g.offices)
    if (auto* const a = o->account(id)) account = a;
  if (!account) co_return admin_answer{exit_no_such, "", "there is no such channel\n"};
  if (g.cfg.public_url.empty()) co_return admin_answer{exit_config, "", "public_url: has to be given, since the platform is told an address under it\n"};
  auto address = g.cfg.public_url + "/webhooks/" + id;
  auto const webhook = account->channel().webhook();
  if (!webhook) co_return admin_answer{exit_data, "", "this platform is told its webhook in its own pages; the address is " + address + "\n"};
  if (account->account().access_token.reveal().empty())
    co_return admin_answer{exit_no_daemon, "", "only a running daemon has the channel's secrets; start it and try again\n"};
  connector::setup_report report;
  if (words[1] == "setup") report = co_await webhook->set_up(std::move(address), call_limit);
  else report = co_await webhook->check(std::move(address), call_limit);
  std::string told;
  for (auto const& line : report.lines) told += id + ": " + line + "\n";
  if (report.good) co_return admin_answer{0, std::move(told), ""};
  co_return admin_answer{report.temporary ? exit_temporary : exit_data, "", std::move(told)};
}

}  // namespace sahut
