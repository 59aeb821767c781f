#include "gateway/service/core/noted_messages.hpp"

namespace sahut {

boost::asio::awaitable<result<std::vector<annotated>>> read_noted(repository& repo, conversation_ptr of, std::vector<std::uint64_t> seqs) {
  std::vector<annotated> out;
  for (auto const seq : seqs) {
    if (seq == 0 || seq > of->end) continue;
    auto page = co_await repo.read_log(of, seq, seq);
    if (!page) co_return page.error();
    if (!page->noted.empty()) out.push_back({seq, std::move(page->noted.front())});
  }
  co_return out;
}

}  // namespace sahut
