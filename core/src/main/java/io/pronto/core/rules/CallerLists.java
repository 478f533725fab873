package io.pronto.core.rules;

import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The listed callers of an organisation and its users, to be asked about one caller. The entry that
 * says most about the number decides: the whole number before a beginning, a longer beginning
 * before a shorter one; where both lists say the same of it, it is blocked.
 */
public final class CallerLists {
  /** Nobody is listed. */
  public static final CallerLists NONE = new CallerLists(List.of());

  private final Map<Key, ListedCaller> listed = new HashMap<>();

  /** Of whom nothing is listed nothing need be asked. */
  private final Set<String> owners = new HashSet<>();

  /** How long the beginnings are that are listed. */
  private final BitSet beginnings = new BitSet();

  private record Key(String owner, String number, boolean prefix, ListedCaller.Kind kind) {}

  /** The lists that {@code entries} make. */
  public CallerLists(Collection<ListedCaller> entries) {
    for (var entry : entries) {
      var owner = entry.userId().orElse("");
      owners.add(owner);
      if (entry.prefix()) {
        beginnings.set(entry.number().length());
      }
      listed.put(new Key(owner, entry.number(), entry.prefix(), entry.kind()), entry);
    }
  }

  /** What the organisation has said about {@code number}, an E.164. */
  public Optional<ListedCaller> ofOrganisation(String number, Instant at) {
    return find("", number, at);
  }

  /** What the user has said about {@code number}, an E.164. */
  public Optional<ListedCaller> ofUser(String userId, String number, Instant at) {
    return find(userId, number, at);
  }

  private Optional<ListedCaller> find(String owner, String number, Instant at) {
    if (number.isEmpty() || !owners.contains(owner)) {
      return Optional.empty();
    }
    var whole = either(owner, number, false, at);
    for (int length = number.length(); whole.isEmpty() && length > 1; length--) {
      if (beginnings.get(length)) {
        whole = either(owner, number.substring(0, length), true, at);
      }
    }
    return whole;
  }

  private Optional<ListedCaller> either(String owner, String number, boolean prefix, Instant at) {
    return one(new Key(owner, number, prefix, ListedCaller.Kind.BLOCKED), at)
        .or(() -> one(new Key(owner, number, prefix, ListedCaller.Kind.VIP), at));
  }

  private Optional<ListedCaller> one(Key key, Instant at) {
    return Optional.ofNullable(listed.get(key)).filter(entry -> entry.counts(at));
  }
}
