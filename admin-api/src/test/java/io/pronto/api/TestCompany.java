package io.pronto.api;

import io.pronto.core.Id;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;

/**
 * An organisation with a verified domain and an identity provider.
 *
 * @param domain of its e-mail addresses
 */
record TestCompany(
    TestOrganisation organisation, TestProvider provider, String kind, String domain) {
  static TestCompany okta() {
    return make(TestProvider.okta(), "okta");
  }

  static TestCompany entra() {
    return make(TestProvider.entra(), "entra");
  }

  private static TestCompany make(TestProvider provider, String kind) {
    var domain = freeDomain();
    var company = new TestCompany(TestOrganisation.make(), provider, kind, domain);
    verify(company.organisation().boss(), domain);
    company.put(company.settings().put("just_in_time", true)).is(200);
    return company;
  }

  /** A domain that nobody has named yet. */
  static String freeDomain() {
    return Id.next("d").toLowerCase(Locale.ROOT).replace("_", "") + ".example";
  }

  /** Has {@code domain} verified by the DNS; returns its id. */
  static String verify(Client boss, String domain) {
    var named = boss.post("/v1/email_domains", new JsonObject().put("domain", domain)).is(201);
    TestServer.DNS.publish(
        named.json().getString("record_name"), named.json().getString("record_value"));
    boss.post("/v1/email_domains/" + named.id() + "/verification", new JsonObject()).is(200);
    return named.id();
  }

  Client boss() {
    return organisation.boss();
  }

  JsonObject settings() {
    return new JsonObject()
        .put("kind", kind)
        .put("issuer", provider.issuer())
        .put("client_id", TestProvider.CLIENT)
        .put("client_secret", TestProvider.SECRET);
  }

  Answer put(JsonObject settings) {
    return boss().send("PUT", "/v1/identity_provider", settings.encode(), "application/json");
  }

  /** Which tiers groups give. */
  void groupRoles(Map<String, String> roles) {
    var list = new JsonArray();
    roles.forEach(
        (group, role) -> list.add(new JsonObject().put("group", group).put("role", role)));
    boss()
        .send(
            "PUT",
            "/v1/group_roles",
            new JsonObject().put("group_roles", list).encode(),
            "application/json")
        .is(200);
  }

  String address(String name) {
    return name + '@' + domain;
  }

  /** A user of it with an address of its domain, and a password. */
  String user(String name, String role) {
    return boss()
        .post(
            "/v1/users",
            new JsonObject()
                .put("email", address(name))
                .put("name", name)
                .put("role", role)
                .put("password", TestServer.PASSWORD))
        .is(201)
        .id();
  }

  /** The newest event of that kind in its audit log. */
  JsonObject audited(String action) {
    return boss().get("/v1/audit_events?action=" + action).is(200).data().getFirst();
  }
}
