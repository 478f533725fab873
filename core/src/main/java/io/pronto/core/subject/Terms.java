package io.pronto.core.subject;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What somebody is found by.
 *
 * @param all numbers in every spelling, and addresses in lower case
 * @param emails the addresses alone
 * @param users the ids of the accounts that have such an address
 * @param said as a text may have them
 */
record Terms(List<String> all, List<String> emails, List<String> users, List<String> said) {
  Terms {
    all = List.copyOf(all);
    emails = List.copyOf(emails);
    users = List.copyOf(users);
    said = List.copyOf(said);
  }

  static Terms of(Subject subject, List<String> users) {
    return new Terms(subject.spellings(), List.copyOf(subject.emails()), users, subject.said());
  }

  static Terms of(JsonObject json) {
    return new Terms(
        strings(json.getJsonArray("all")),
        strings(json.getJsonArray("emails")),
        strings(json.getJsonArray("users")),
        strings(json.getJsonArray("said")));
  }

  JsonObject json() {
    return new JsonObject()
        .put("all", new JsonArray(all))
        .put("emails", new JsonArray(emails))
        .put("users", new JsonArray(users))
        .put("said", new JsonArray(said));
  }

  String[] allArray() {
    return all.toArray(String[]::new);
  }

  String[] emailsArray() {
    return emails.toArray(String[]::new);
  }

  String[] usersArray() {
    return users.toArray(String[]::new);
  }

  String[] saidArray() {
    return said.toArray(String[]::new);
  }

  private static List<String> strings(JsonArray array) {
    return array.stream().map(String.class::cast).toList();
  }
}
