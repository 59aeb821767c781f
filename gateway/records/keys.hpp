#pragma once
// Every key that the gateway writes. All keys of an office carry its hash tag, so an office lies in one Cluster slot.
#include "routing/model/id.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sahut {

class key_space {
 public:
  explicit key_space(office_id const& office) : prefix_("s:{" + office.text() + "}:") {}

  std::string conversation(conversation_id const& id) const { return join("c:", id); }    // record with a log
  std::string number(std::string_view digits) const { return join("n:", digits); }  // record: what a reference leads to; a ticket
  std::string record(std::string_view kind, std::string_view id) const {              // any other record (record_form.hpp)
    return join("r:", kind) + ':' + std::string(id);
  }
  std::string list(std::string_view name) const {                                     // where such records are found
    return name == "due" ? due() : join("z:", name);
  }
  std::string named(std::string_view word) const { return join("w:", word); }       // conversation -> minus when it began
  std::string configurations() const { return prefix_ + "cfg"; }                     // worker and digest -> when it was told
  std::string due() const { return prefix_ + "due"; }                               // the one due set: member -> instant
  std::string waiting(queue_id const& queue) const { return join("q:", queue); }   // conversation -> received
  std::string ticketed(queue_id const& queue) const { return join("t:", queue); }  // conversation -> ticket due
  std::string load(officer_id const& officer) const { return join("l:", officer); }  // set: takes capacity
  std::string mine(officer_id const& officer) const { return join("m:", officer); }  // set: the officer's conversations
  std::string presence(officer_id const& officer) const { return join("p:", officer); }  // record; w:<worker> = lease end
  std::string commands(officer_id const& officer, std::int64_t day) const {             // record: ids of a day's presence commands
    return join("i:", officer) + ':' + std::to_string(day);
  }
  std::string available() const { return prefix_ + "available"; }                   // set of officers
  std::string user(officer_id const& name) const { return join("u:", name); }        // record
  std::string users() const { return prefix_ + "users"; }                           // set of names
  std::string login(std::string_view token_hash) const { return join("x:", token_hash); }
  std::string lease(std::string_view account) const { return join("a:", account); } // record: v is the fence
  std::string journal(std::string_view account) const { return join("j:", account); }  // record with a log
  std::string outbox(std::string_view account) const { return join("o:", account); }   // record with a log
  std::string passing_keys(std::string_view account) const { return join("y:", account); }  // record: day -> wrapped key
  std::string conversations() const { return prefix_ + "conversations"; }           // record: v counts those ever opened
  std::string wake() const { return prefix_ + "wake"; }                             // channel

  // Of any office's key: whether it is of this kind ("c:", "y:", …), and the part behind the kind.
  static std::optional<std::string_view> named_by(std::string_view key, std::string_view kind) {
    auto const at = key.find("}:");
    if (!key.starts_with(every) || at == key.npos || !key.substr(at + 2).starts_with(kind)) return std::nullopt;
    return key.substr(at + 2 + kind.size());
  }
  static std::string_view office_of(std::string_view key) { return key.substr(every.size(), key.find("}:") - every.size()); }
  static constexpr std::string_view every = "s:{";  // how every key begins

  // One counter per installation and day label, shared by all offices.
  static std::string counter(std::string_view day) { return "s:{sahut}:day:" + std::string(day); }

 private:
  std::string join(std::string_view kind, std::string_view name) const {
    std::string k;
    k.reserve(prefix_.size() + kind.size() + name.size());
    k += prefix_;
    k += kind;
    k += name;
    return k;
  }
  std::string prefix_;
};

}  // namespace sahut
