#pragma once
// An operator moves what lies in one queue to another: the first is configured no more, or will not be.
#include "routing/engine/conversation/context.hpp"
#include "routing/engine/conversation/transition.hpp"

namespace sahut {

// Whatever of the conversation belongs to `from` belongs to `to`: the conversation, its requests, its tickets' unit. Receipt,
// deadlines, officer and state stay, so a conversation that waits keeps its place by age. A note says it to officers while
// anything is open. Empty if nothing belongs to `from`.
std::optional<transition> on_queue_moved(context ctx, conversation const& before, queue_id const& from, queue_id const& to);

}  // namespace sahut
