// Receipts: what the citizen has been delivered or has read, by message id or by watermark.
#include "gateway/service/platform/journal.hpp"
#include "routing/engine/conversation/deliveries.hpp"
#include "routing/engine/conversation/remarks.hpp"

#include <algorithm>

namespace sahut {
namespace {

constexpr std::uint64_t look_back = 100;

bool accepted(delivery d) { return d == delivery::sent || d == delivery::delivered; }
bool on_its_way(delivery d) { return d == delivery::pending || d == delivery::unknown; }

}  // namespace

boost::asio::awaitable<result<void>> journal::received_by_citizen(receipt told) {
  // A receipt may beat the commit of `sent`: what it can't be applied to is remembered, and then looked for once more.
  for (bool remembered = false;; remembered = true) {
    auto reach = co_await reached_by(told);
    if (!reach) co_return error_to_retry(reach.error());
    for (auto const seq : reach->seqs) {
      auto const noted = co_await note_receipt(told.conversation, seq, told.how);
      if (!noted) co_return noted.error();
    }
    if (remembered || (!reach->watermark_early && reach->missing.empty())) co_return result<void>{};
    auto const kept = co_await remember_receipt(told, std::move(*reach));
    if (!kept) co_return kept.error();
  }
}

boost::asio::awaitable<result<journal::receipt_reach>> journal::reached_by(receipt const& told) {
  receipt_reach out;
  auto known = co_await desk_.repo.load(told.conversation);
  if (!known) co_return known.error();
  if ((*known)->version == 0) co_return out;
  bool const up_to = told.how == delivery::read;  // whoever read one message read those before it
  std::uint64_t newest = 0;
  for (auto const& mid : told.of) {
    auto found = co_await desk_.repo.find_external(told.conversation, mid);
    if (!found) co_return found.error();
    if (*found) out.seqs.push_back(**found), newest = std::max(newest, **found);
    else out.missing.push_back(mid);
  }
  if (told.watermark || (up_to && newest) || !out.missing.empty()) {
    auto const end = (*known)->end;
    auto page = co_await desk_.repo.read_log(*known, end > look_back ? end - look_back + 1 : 1, end);
    if (!page) co_return page.error();
    bool waits = false;
    for (std::size_t i = 0; i < page->messages.size(); ++i) {
      if (page->messages[i].from == author::visitor || !on_its_way(page->noted[i].state)) continue;
      waits = true;
      out.watermark_early = out.watermark_early || (told.watermark && page->messages[i].at <= *told.watermark);
    }
    if (!waits) out.missing.clear();  // of something that another application said, long ago perhaps
    if (up_to && !out.missing.empty()) newest = end;
    for (std::size_t i = 0; i < page->messages.size(); ++i) {
      auto const& m = page->messages[i];
      auto const seq = page->first_seq + i;
      bool const covered = told.watermark ? m.at <= *told.watermark : up_to && seq <= newest;
      if (covered && m.from != author::visitor && accepted(page->noted[i].state) && page->noted[i].state != told.how)
        out.seqs.push_back(seq);
    }
  }
  std::sort(out.seqs.begin(), out.seqs.end());
  out.seqs.erase(std::unique(out.seqs.begin(), out.seqs.end()), out.seqs.end());
  co_return out;
}

boost::asio::awaitable<result<void>> journal::note_receipt(conversation_id id, std::uint64_t seq, delivery how) {
  auto& d = desk_;
  auto decide = [&d, seq, how](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto noted_now = co_await d.repo.read_annotation(base, seq);
    if (!noted_now) co_return noted_now.error();
    // The receipt of a first part says nothing of those that are still to be sent.
    if (!accepted(noted_now->state)) co_return std::optional<transition>{};
    co_return on_delivery(d.at_now(), base->record, seq, *noted_now, how, {});
  };
  auto const done = co_await d.act(std::move(id), command_id(), decide, fenced());
  co_return error_to_retry(done);
}

boost::asio::awaitable<result<void>> journal::remember_receipt(receipt const& told, receipt_reach reach) {
  auto& d = desk_;
  remark r;
  r.receipt = told.how;
  for (auto const& mid : reach.missing) {
    auto const digest = d.repo.digest_of("external", mid);
    auto decide = [&digest, &r](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
      co_return on_early_remark(base->record, digest, r);
    };
    auto const done = co_await d.act(told.conversation, command_id(), decide, fenced());
    auto const over = error_to_retry(done);
    if (!over) co_return over.error();
  }
  if (!reach.watermark_early) co_return result<void>{};
  auto decide = [&told](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
    co_return on_early_receipt(base->record, told.how, *told.watermark);
  };
  auto const done = co_await d.act(told.conversation, command_id(), decide, fenced());
  co_return error_to_retry(done);
}

}  // namespace sahut
