// How much memory a large body takes while it is decoded: everything that is allocated is counted.
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>

#include "connectors/registry.hpp"

namespace {
std::int64_t held = 0, most = 0;

void* counted_allocation(std::size_t n) {
  void* const p = std::malloc(n ? n : 1);
  if (!p) throw std::bad_alloc();
  held += static_cast<std::int64_t>(::malloc_usable_size(p));
  most = std::max(most, held);
  return p;
}
void counted_free(void* p) {
  if (p) held -= static_cast<std::int64_t>(::malloc_usable_size(p));
  std::free(p);
}
}  // namespace

void* operator new(std::size_t n) { return counted_allocation(n); }
void* operator new[](std::size_t n) { return counted_allocation(n); }
void* operator new(std::size_t n, std::nothrow_t const&) noexcept {
  try {
    return counted_allocation(n);
  } catch (std::bad_alloc const&) {
    return nullptr;
  }
}
void operator delete(void* p, std::nothrow_t const&) noexcept { counted_free(p); }
void operator delete(void* p) noexcept { counted_free(p); }
void operator delete[](void* p) noexcept { counted_free(p); }
void operator delete(void* p, std::size_t) noexcept { counted_free(p); }
void operator delete[](void* p, std::size_t) noexcept { counted_free(p); }

namespace sahut {
namespace {

// A body of a platform: `message` again and again, # being its number, between `before` and `after`.
struct shape {
  channel_kind kind;
  std::string before, message, after;
  std::map<std::string, std::string, std::less<>> options = {};
};

std::string numbered(std::string text, std::size_t n) {
  for (auto at = text.find('#'); at != text.npos; at = text.find('#', at)) text.replace(at, 1, std::to_string(1'000'000 + n));
  return text;
}

struct large_body {
  std::string text;
  std::size_t messages = 0;
};
large_body body_of(shape const& s, std::size_t bytes) {
  large_body out;
  out.text.reserve(bytes + 1024);
  out.text = s.before;
  while (out.text.size() + s.message.size() + s.after.size() < bytes) {
    if (out.messages) out.text += ',';
    out.text += numbered(s.message, out.messages++);
  }
  out.text += s.after;
  return out;
}

std::vector<shape> const& shapes() {
  static std::vector<shape> const all{
      {channel_kind::messenger, R"({"object":"page","entry":[{"id":"1","time":1795312800000,"messaging":[)",
       R"({"sender":{"id":"7700112233445566"},"recipient":{"id":"1"},"timestamp":1795312799123,"message":{"mid":"m_#","text":"Berapa tarif sepatu?"}})", "]}]}"},
      {channel_kind::instagram, R"({"object":"instagram","entry":[{"id":"1","time":1795312800000,"messaging":[)",
       R"({"sender":{"id":"7700112233445566"},"recipient":{"id":"1"},"timestamp":1795312799123,"message":{"mid":"m_#","text":"Berapa tarif sepatu?"}})", "]}]}"},
      {channel_kind::whatsapp,
       R"({"object":"whatsapp_business_account","entry":[{"id":"9","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"62215550000","phone_number_id":"1"},"contacts":[{"profile":{"name":"Sari"},"wa_id":"6281200000001"}],"messages":[)",
       R"({"from":"6281200000001","id":"wamid.#","timestamp":"1795312799","type":"text","text":{"body":"Berapa tarif sepatu?"}})", "]}}]}]}"},
      {channel_kind::line, R"({"destination":"U0123456789abcdef0123456789abcdef","events":[)",
       R"({"type":"message","mode":"active","timestamp":1795312800123,"source":{"type":"user","userId":"U206d25c2ea6bd87c17655609a1c37cb8"},"webhookEventId":"01H#","deliveryContext":{"isRedelivery":false},"replyToken":"r","message":{"id":"#","type":"text","text":"Berapa tarif sepatu?","quoteToken":"q"}})",
       "]}"},
      {channel_kind::x, R"({"for_user_id":"1","direct_message_events":[)",
       R"({"type":"message_create","id":"208#","created_timestamp":"1795312799123","message_create":{"target":{"recipient_id":"1"},"sender_id":"9007199254740993123","message_data":{"text":"Berapa tarif sepatu?"}}})",
       R"(],"users":{}})"},
      {channel_kind::generic, R"({"events":[)", R"({"id":"e-#","from":{"id":"warga-7","name":"Siti"},"time":1795312799,"message":{"text":"Berapa tarif sepatu?"}})", "]}",
       {{"reply_url", "https://127.0.0.1/balas"}, {"events_at", "/events"}, {"contact_at", "/from/id"}, {"name_at", "/from/name"}, {"text_at", "/message/text"}, {"id_at", "/id"}, {"time_at", "/time"}}},
  };
  return all;
}

TEST(a_body_of_3_megabytes, is_decoded_whole_in_less_than_ten_times_its_size) {
  for (auto const& s : shapes()) {
    connector::account_settings settings;
    settings.account = s.kind == channel_kind::line ? "U0123456789abcdef0123456789abcdef" : "1";
    settings.options = s.options;
    settings.api_base = "https://127.0.0.1";
    auto const channel = connector::create_channel(s.kind, settings);
    auto const body = body_of(s, 3'000'000);
    auto const before = held;
    most = held;
    auto const events = channel->decode(body.text);
    EXPECT_EQ(events.size(), body.messages) << name_of(s.kind);
    EXPECT_TRUE(std::holds_alternative<inbound::message>(events.front())) << name_of(s.kind);
    auto const times = static_cast<double>(most - before) / static_cast<double>(body.text.size());
    EXPECT_LT(times, 10) << name_of(s.kind);
    EXPECT_GT(times, 1) << name_of(s.kind) << ": it is counted";
  }
}

// Telegram brings one message a body: the largest has all that a message can have.
TEST(a_body_of_3_megabytes, of_one_long_message_is_decoded_in_less_than_ten_times_its_size) {
  connector::account_settings settings;
  settings.account = "700100200";
  settings.api_base = "https://127.0.0.1";
  auto const channel = connector::create_channel(channel_kind::telegram, settings);
  std::string entities;
  for (int i = 0; i < 40'000; ++i) entities += R"({"type":"bold","offset":)" + std::to_string(i) + R"(,"length":1},)";
  entities.pop_back();
  std::string const body = R"({"update_id":1,"message":{"message_id":2,"date":1795312800,"chat":{"id":7,"type":"private"},"from":{"id":7,"is_bot":false,"first_name":"S"},"text":")" +
                           std::string(1'000'000, 'a') + R"(","entities":[)" + entities + "]}}";
  auto const before = held;
  most = held;
  auto const events = channel->decode(body);
  EXPECT_EQ(events.size(), 1u);
  EXPECT_LT(static_cast<double>(most - before), 10.0 * static_cast<double>(body.size()));
}

}  // namespace
}  // namespace sahut
