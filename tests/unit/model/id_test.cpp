// Kinds of ids do not mix; reading one is free.
#include "routing/model/id.hpp"

#include <gtest/gtest.h>

#include <concepts>
#include <map>
#include <set>
#include <type_traits>
#include <unordered_map>

namespace sahut {
namespace {

template <class A, class B>
concept can_be_compared = requires(A const& a, B const& b) { a == b; };
template <class A, class B>
concept can_be_ordered = requires(A const& a, B const& b) { a < b; };
template <class Map, class Key>
concept can_be_found_in = requires(Map const& m, Key const& k) { m.find(k); };

// One kind is never made of another, assigned from it or compared with it.
template <class A, class B>
constexpr bool apart = !std::is_constructible_v<A, B> && !std::is_constructible_v<A, B&> && !std::is_constructible_v<A, B const&> &&
                       !std::is_convertible_v<B, A> && !std::is_assignable_v<A&, B> && !std::is_assignable_v<A&, B const&> &&
                       !can_be_compared<A, B> && !can_be_ordered<A, B> && !std::equality_comparable_with<A, B>;
template <class A, class... B>
constexpr bool apart_from_all = (apart<A, B> && ...) && (apart<B, A> && ...);

static_assert(apart_from_all<conversation_id, office_id, queue_id, officer_id>);
static_assert(apart_from_all<office_id, queue_id, officer_id>);
static_assert(apart_from_all<queue_id, officer_id>);
static_assert(!can_be_found_in<std::map<queue_id, int>, officer_id>);
static_assert(!can_be_found_in<std::unordered_map<queue_id, int>, officer_id>);

// Text becomes an id where somebody says so, a literal by itself; an id is text to whoever reads.
static_assert(!std::is_convertible_v<std::string, queue_id> && std::is_constructible_v<queue_id, std::string>);
static_assert(!std::is_convertible_v<std::string_view, queue_id> && std::is_constructible_v<queue_id, std::string_view>);
static_assert(!std::is_convertible_v<char const*, queue_id>);
static_assert(!std::is_constructible_v<queue_id, char (&)[8]>, "a buffer is no literal");
static_assert(std::is_convertible_v<char const (&)[5], queue_id>);
static_assert(std::is_convertible_v<queue_id, std::string_view>);
static_assert(!std::is_convertible_v<queue_id, std::string> && !std::is_assignable_v<queue_id&, std::string>);

// It is a string and nothing else; moving it copies nothing.
static_assert(sizeof(queue_id) == sizeof(std::string));
static_assert(std::is_nothrow_move_constructible_v<queue_id> && std::is_nothrow_move_assignable_v<queue_id>);
static_assert(std::regular<queue_id> && std::three_way_comparable<queue_id, std::strong_ordering>);

TEST(id, is_read_as_its_text) {
  queue_id const umum = "umum";
  EXPECT_EQ(umum.text(), "umum");
  EXPECT_EQ(std::string_view(umum), "umum");
  EXPECT_EQ(umum.size(), 4u);
  EXPECT_FALSE(umum.empty());
  EXPECT_TRUE(queue_id().empty());
  EXPECT_EQ(umum, std::string("umum"));
  EXPECT_NE(umum, std::string_view("pelan"));
  EXPECT_LT(umum, "zz");
}

TEST(id, equals_and_follows_as_its_text_does) {
  EXPECT_EQ(queue_id("umum"), queue_id(std::string("umum")));
  EXPECT_LT(queue_id("pelan"), queue_id("umum"));
}

TEST(id, gives_and_takes_its_text_without_a_copy) {
  std::string text(100, 'x');
  auto const* lies = text.data();
  queue_id q(std::move(text));
  EXPECT_EQ(q.text().data(), lies);
  auto moved = std::move(q);
  EXPECT_EQ(moved.text().data(), lies);
  auto const back = std::move(moved).text();
  EXPECT_EQ(back.data(), lies);
}

TEST(id, is_a_key_that_text_finds) {
  std::map<queue_id, int, std::less<>> const ordered{{"umum", 1}, {"pelan", 2}};
  EXPECT_EQ(ordered.find(std::string_view("pelan"))->second, 2);
  std::unordered_map<queue_id, int, std::hash<queue_id>, std::equal_to<>> const hashed{{"umum", 1}};
  EXPECT_EQ(hashed.find(std::string_view("umum"))->second, 1);
  EXPECT_EQ(std::hash<queue_id>()("umum"), std::hash<std::string_view>()("umum"));
}

TEST(id, is_made_of_many_texts_at_once) {
  EXPECT_EQ(ids_of<queue_id>({"umum", "pelan"}), (std::vector<queue_id>{"umum", "pelan"}));
}

}  // namespace
}  // namespace sahut
