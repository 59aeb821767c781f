#include "tests/sim/front.hpp"

#include "gateway/sessions/officer_session.hpp"
#include "gateway/sessions/visitor_session.hpp"

namespace sahut::test {

front::front(world& w, test_worker& one, std::string epoch)
    : w_(w), one_(one), host_(w.cfg, w.time, w.random, w.time.io.get_executor()) {
  one.places->begin_epoch(std::move(epoch));
  host_.offices.emplace_back(one.of.get());
}

front::~front() {
  host_.tasks.cancel();
  w_.time.settle();
  lines_.clear();
  host_.lines.clear();
  host_.words.clear();
  for (auto& o : host_.offices) (void)o.release();  // the worker's own
}

std::shared_ptr<line> front::visitor_line(line::far_end& client) {
  return begin(std::make_shared<visitor_session>(host_, *one_.of, "127.0.0.1"), client);
}
std::shared_ptr<line> front::officer_line(line::far_end& client, std::string token) {
  return begin(std::make_shared<officer_session>(host_, std::move(token)), client);
}

std::shared_ptr<line> front::begin(std::shared_ptr<net::session> speaker, line::far_end& client) {
  std::erase_if(lines_, [](auto const& l) { return l->is_over() && !l->speaking(); });
  lines_.push_back(std::make_shared<line>(w_.time, w_.random, std::move(speaker), client));
  lines_.back()->open();
  return lines_.back();
}

void front::close_all(std::uint16_t code) {
  for (auto const& l : std::vector(lines_)) l->close(code, "");
}
void front::drop_all() {
  for (auto const& l : std::vector(lines_)) l->drop_server();
}
bool front::busy() const {
  return std::any_of(lines_.begin(), lines_.end(), [](auto const& l) { return l->speaking(); });
}
void front::begin_epoch(std::string epoch) {
  one_.places->begin_epoch(std::move(epoch));
  one_.of->shared.begin_epoch();
}
std::vector<std::shared_ptr<line>> front::open_lines() {
  std::vector<std::shared_ptr<line>> out;
  for (auto const& l : lines_)
    if (l->client_is_there()) out.push_back(l);
  return out;
}

}  // namespace sahut::test
