package io.pronto.media.secure;

import java.util.ArrayList;
import java.util.List;

/** The sources under one key: no more than so many, since any stream may bring another. */
final class Sources {
  /** Of a receiver, which may forget one. */
  static final int MOST = 64;

  /** Of a sender, which may not: a queue's music may bring a new one every half minute. */
  static final int MOST_SENT = 4_096;

  private final int most;
  private final List<Source> sources = new ArrayList<>(2);
  private Source last;
  private long uses;

  /** At most {@code most}. */
  Sources(int most) {
    this.most = most;
  }

  /** The one of that id; null when it has not been admitted. */
  Source find(int id) {
    if (last == null || last.id != id) {
      last = search(id);
    }
    if (last != null) {
      last.used = ++uses;
    }
    return last;
  }

  boolean isFull() {
    return sources.size() == most;
  }

  /** Admits {@code source}; where there is no room, in place of the one not used for longest. */
  void admit(Source source) {
    if (isFull()) {
      sources.remove(longestUnused());
    }
    source.used = ++uses;
    sources.add(source);
    last = source;
  }

  private Source search(int id) {
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i).id == id) {
        return sources.get(i);
      }
    }
    return null;
  }

  private Source longestUnused() {
    var oldest = sources.getFirst();
    for (var source : sources) {
      oldest = source.used < oldest.used ? source : oldest;
    }
    return oldest;
  }
}
