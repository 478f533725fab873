package io.pronto.api.web;

import io.pronto.api.contract.Fault;
import io.pronto.api.contract.Operation;
import io.pronto.core.access.Principal;
import io.pronto.core.access.Reach;
import io.pronto.core.access.SignedIn;
import io.pronto.core.db.PageRequest;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.people.Role;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A request that fulfils its contract and comes from somebody who may make it.
 *
 * @param parameters of path, query and headers
 * @param body empty where there is none; of a table or a sound what it is known by
 * @param table the file of a table or a sound that was sent, which is gone after the answer
 * @param raw the body byte for byte, for whoever must check what has signed it
 * @param headers lower-case names
 * @param peer the address it came from
 */
public record Request(
    String id,
    Operation operation,
    Optional<SignedIn> caller,
    Map<String, String> parameters,
    JsonObject body,
    Optional<Path> table,
    Buffer raw,
    Map<String, String> headers,
    String peer) {
  private static final int USUAL_LIMIT = 25;

  /** Who has signed in; the operation's contract says that somebody must. */
  public SignedIn signedIn() {
    return caller.orElseThrow();
  }

  /** The person who has signed in; the permission says that it is one. */
  public Principal.Person person() {
    return switch (signedIn().principal()) {
      case Principal.Person person -> person;
      case Principal.Key _ -> throw Problem.forbidden("This is for people, not for API keys");
    };
  }

  /** The member of an organisation who has signed in; the permission says that it is one. */
  public Principal.Member member() {
    return switch (person()) {
      case Principal.Member member -> member;
      case Principal.Operator _ -> throw Problem.forbidden("This is not the operator's to see");
    };
  }

  /** Whose data it is about. */
  public OrganisationId organisation() {
    return switch (signedIn().principal()) {
      case Principal.Key key -> key.organisation();
      case Principal.Member _, Principal.Operator _ -> member().organisation();
    };
  }

  /** Whose rights over people the caller has: a key has an administrator's. */
  public Role role() {
    return switch (signedIn().principal()) {
      case Principal.Key _ -> Role.ADMINISTRATOR;
      case Principal.Member _, Principal.Operator _ -> member().role();
    };
  }

  /** The id of whoever asks, a person or a key. */
  public String callerId() {
    return signedIn().principal().id();
  }

  /** How far the caller's permission for this operation goes. */
  public Reach reach() {
    return operation.permission().orElseThrow().of(signedIn().principal());
  }

  /**
   * Refuses to change what is not as the caller has seen it (If-Match). To be asked within the
   * transaction that has locked it, so that of two who have seen the same only one changes it.
   *
   * @param current how it reads now
   * @throws Problem 412
   */
  public void requireMatch(JsonObject current) {
    if (!Versions.meant(this, current)) {
      throw Problem.of(
          412,
          "precondition_failed",
          "It has changed since you read it: read it again, and decide anew");
    }
  }

  /** A parameter that the path has. */
  public String path(String name) {
    return parameters.get(name);
  }

  /** A parameter that the query, or a header, may have. */
  public Optional<String> query(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** What the browser keeps under that name (RFC 6265, section 4.2). */
  public Optional<String> cookie(String name) {
    return Stream.of(headers.getOrDefault("cookie", "").split(";"))
        .map(pair -> pair.strip().split("=", 2))
        .filter(pair -> pair.length == 2 && pair[0].equals(name))
        .map(pair -> pair[1])
        .findFirst();
  }

  /** A time that the query may have; one of another form was refused before. */
  public Optional<Instant> time(String name) {
    return query(name).map(text -> time(name, text));
  }

  private static Instant time(String name, String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw Problem.malformed(
          "invalid_parameter",
          "A parameter cannot be read; see errors",
          List.of(new Fault("/query/" + name, "malformed", "Must be a time that exists")));
    }
  }

  /** Which page of a list is wanted, the newest first unless asked otherwise. */
  public PageRequest page() {
    return page(query("sort").orElse("-").startsWith("-"));
  }

  /** Which page of a list is wanted. */
  public PageRequest page(boolean descending) {
    return new PageRequest(limit(), query("after"), query("before"), descending);
  }

  /** How many at most. */
  public int limit() {
    return query("limit").map(Integer::valueOf).orElse(USUAL_LIMIT);
  }
}
