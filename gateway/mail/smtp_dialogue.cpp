#include "gateway/mail/smtp_dialogue.hpp"

#include <algorithm>

#include "connectors/common/body_signature.hpp"
#include "gateway/mail/message.hpp"

namespace sahut::mail {
namespace {

using connector::base64;

constexpr std::size_t told_most = 200;

// What a server says goes into a log: fit for a line. Its words may repeat the address, which no log holds.
std::string told(smtp_reply const& reply, std::string const& address) {
  std::string out = std::to_string(reply.code);
  if (!reply.lines.empty()) out += ' ' + reply.lines.front();
  for (std::size_t at; !address.empty() && (at = out.find(address)) != out.npos;) out.replace(at, address.size(), "(address)");
  if (out.size() > told_most) out.resize(told_most);
  std::replace_if(out.begin(), out.end(), [](unsigned char c) { return c < 0x20 || c > 0x7E; }, '?');
  return out;
}

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

// A line that begins with a dot gets another one; the end is a dot alone.
std::string dotted(std::string_view letter) {
  std::string out;
  bool begins = true;
  for (char const c : letter) {
    if (begins && c == '.') out += '.';
    out += c;
    begins = c == '\n';
  }
  if (!out.ends_with("\r\n")) out += "\r\n";
  return out + ".\r\n";
}

}  // namespace

smtp_reader::state smtp_reader::feed(std::string_view bytes) {
  in_ += bytes;
  if (in_.size() > bytes_most) return state::broken;
  return next();
}

smtp_reader::state smtp_reader::next() {
  smtp_reply reply;
  std::size_t at = 0;
  for (;;) {
    auto const end = in_.find('\n', at);
    if (end == in_.npos) return state::more;
    auto line = std::string_view(in_).substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    bool const coded = line.size() >= 3 && std::all_of(line.begin(), line.begin() + 3, [](char c) { return c >= '0' && c <= '9'; }) &&
                       (line.size() == 3 || line[3] == ' ' || line[3] == '-');
    if (!coded) return state::broken;
    int const code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    if (reply.code != 0 && reply.code != code) return state::broken;
    reply.code = code;
    bool const last = line.size() == 3 || line[3] == ' ';
    reply.lines.emplace_back(line.size() > 4 ? line.substr(4) : std::string_view());
    at = end + 1;
    if (last) break;
  }
  in_.erase(0, at);
  reply_ = std::move(reply);
  return state::whole;
}

smtp_reply smtp_reader::take() { return std::move(reply_); }

smtp_dialogue::smtp_dialogue(std::string our_name, bool encrypted, smtp_login login, smtp_envelope envelope)
    : our_name_(std::move(our_name)), encrypted_(encrypted), login_(std::move(login)), envelope_(std::move(envelope)) {}

smtp_dialogue::step smtp_dialogue::hello() {
  stage_ = stage::hello;
  extensions_.clear();
  return write{"EHLO " + our_name_ + "\r\n"};
}

smtp_dialogue::step smtp_dialogue::on_encrypted() {
  encrypted_ = true;
  return hello();  // what was offered before counts no more
}

bool smtp_dialogue::offers(std::string_view extension) const {
  return std::find(extensions_.begin(), extensions_.end(), extension) != extensions_.end();
}

// Temporary: try again. For good: only what is said of this letter is an answer to it; the rest is the server's trouble or a
// fault of the configuration, and is tried again as long as a letter waits.
smtp_dialogue::end smtp_dialogue::failed(smtp_reply const& reply, std::string_view at, bool about_this_letter) const {
  auto why = std::string(at) + ": " + told(reply, envelope_.to);
  if (about_this_letter && reply.code >= 500 && reply.code < 600) return {refused{std::move(why)}, true};
  return {later{std::move(why)}, true};
}

outcome smtp_dialogue::on_lost(std::string why) const { return later{std::move(why), stage_ == stage::letter}; }

smtp_dialogue::step smtp_dialogue::after_hello(smtp_reply const& reply) {
  if (reply.code != 250) return failed(reply, "EHLO", false);
  for (std::size_t i = 1; i < reply.lines.size(); ++i) {
    auto const line = upper(reply.lines[i]);
    auto const word = line.substr(0, line.find_first_of(" ="));
    extensions_.push_back(word);
    if (word != "AUTH") continue;
    for (std::size_t at = word.size(); at < line.size();) {
      auto const stop = std::min(line.find(' ', at + 1), line.size());
      extensions_.push_back("AUTH " + line.substr(at + 1, stop - at - 1));
      at = stop;
    }
  }
  if (!encrypted_) {
    if (!offers("STARTTLS")) return end{later{"the server offers no STARTTLS, and nothing is sent unencrypted"}, true};
    stage_ = stage::starting_tls;
    return write{"STARTTLS\r\n"};
  }
  if (login_.user.empty()) return begin_letter();
  if (offers("AUTH PLAIN")) {
    stage_ = stage::auth_plain;
    return write{"AUTH PLAIN " + base64(std::string(1, '\0') + login_.user + '\0' + login_.password) + "\r\n"};
  }
  if (offers("AUTH LOGIN")) {
    stage_ = stage::auth_login_user;
    return write{"AUTH LOGIN\r\n"};
  }
  return end{later{"the server offers neither AUTH PLAIN nor AUTH LOGIN"}, true};
}

smtp_dialogue::step smtp_dialogue::begin_letter() {
  bool const foreign = !is_ascii(envelope_.to) || !is_ascii(envelope_.from);
  if (foreign && !offers("SMTPUTF8")) return end{refused{"the server takes no address that is not ASCII (SMTPUTF8)"}, true};
  stage_ = stage::from;
  return write{"MAIL FROM:<" + envelope_.from + ">" + (foreign ? " SMTPUTF8" : "") + "\r\n"};
}

smtp_dialogue::step smtp_dialogue::on_reply(smtp_reply const& reply) {
  if (reply.code == 421 && stage_ != stage::letter) return end{later{"the server is closing: " + told(reply, envelope_.to)}, false};
  switch (stage_) {
    case stage::greeting:
      if (reply.code != 220) return failed(reply, "greeting", false);
      return hello();
    case stage::hello: return after_hello(reply);
    case stage::starting_tls:
      if (reply.code != 220) return failed(reply, "STARTTLS", false);
      return encrypt{};
    case stage::auth_login_user:
      if (reply.code != 334) return failed(reply, "AUTH", false);
      stage_ = stage::auth_login_password;
      return write{base64(login_.user) + "\r\n"};
    case stage::auth_login_password:
      if (reply.code != 334) return failed(reply, "AUTH", false);
      stage_ = stage::auth_plain;
      return write{base64(login_.password) + "\r\n"};
    case stage::auth_plain:
      if (reply.code != 235) return failed(reply, "AUTH", false);
      return begin_letter();
    case stage::from:
      if (reply.code != 250) return failed(reply, "MAIL FROM", false);  // our own address: a fault of the configuration
      stage_ = stage::to;
      return write{"RCPT TO:<" + envelope_.to + ">\r\n"};
    case stage::to:
      if (reply.code != 250 && reply.code != 251) return failed(reply, "RCPT TO", true);
      stage_ = stage::data;
      return write{"DATA\r\n"};
    case stage::data:
      if (reply.code != 354) return failed(reply, "DATA", true);
      stage_ = stage::letter;
      return write{dotted(envelope_.letter)};
    case stage::letter:
      if (reply.code != 250) return failed(reply, "the letter", true);
      return end{sent{}, true};
  }
  return end{later{"an answer to nothing"}, false};
}

}  // namespace sahut::mail
