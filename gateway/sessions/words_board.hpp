#pragma once
// The citizens' newest words of one office's conversations, as its officers' windows show them beside each head: kept once a
// worker, not once a window, and only while somebody looks.
#include "gateway/service/office.hpp"
#include "gateway/wire/frames.hpp"

namespace sahut {

class words_board final : public listener {
 public:
  explicit words_board(office& o) : office_(o) {}
  words_board(words_board const&) = delete;

  void window_opened();
  void window_closed();  // the last one: everything is forgotten

  bool knows(conversation_id const& id) const { return newest_.contains(id); }
  // Null: there are none among the newest messages, or they are not known.
  wire::last_words const* find(conversation_id const& id) const;
  // From the log. Afterwards they are known, unless the store did not answer.
  boost::asio::awaitable<void> read(conversation_ptr c);

  void on_change(change_ptr const& c) override;

  static constexpr std::size_t conversations_max = 20'000;  // beyond it all is forgotten, and read again where it is shown

 private:
  using words = std::optional<wire::last_words>;
  void put(conversation_id const& id, words w);

  office& office_;
  std::size_t windows_ = 0;
  std::unordered_map<conversation_id, words> newest_;
};

}  // namespace sahut
