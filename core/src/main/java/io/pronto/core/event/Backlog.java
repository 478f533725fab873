package io.pronto.core.event;

import io.pronto.core.organisation.OrganisationId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Events that wait to be written, at most so many: then the oldest are dropped and counted. Safe
 * for many threads.
 */
final class Backlog {
  private final int most;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private long dropped;

  private record Waiting(OrganisationId organisation, News news) {}

  Backlog(int most) {
    this.most = most;
  }

  synchronized void add(OrganisationId organisation, News news) {
    waiting.add(new Waiting(organisation, news));
    shed();
  }

  /** Takes everything out, in the order in which it came. */
  synchronized Map<OrganisationId, List<News>> take() {
    var taken = new LinkedHashMap<OrganisationId, List<News>>();
    for (var each : waiting) {
      taken.computeIfAbsent(each.organisation(), _ -> new ArrayList<>()).add(each.news());
    }
    waiting.clear();
    return taken;
  }

  /** Puts back, before all that has come since, what could not be written. */
  synchronized void putBack(OrganisationId organisation, List<News> unwritten) {
    for (var news : unwritten.reversed()) {
      waiting.addFirst(new Waiting(organisation, news));
    }
    shed();
  }

  synchronized long dropped() {
    return dropped;
  }

  private void shed() {
    while (waiting.size() > most) {
      waiting.removeFirst();
      dropped++;
    }
  }
}
