package io.pronto.api.resource;

import io.pronto.api.contract.Fault;
import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.call.CallId;
import io.pronto.core.credit.BillingAccount;
import io.pronto.core.credit.Charge;
import io.pronto.core.credit.CurrencyInUse;
import io.pronto.core.credit.Ledger;
import io.pronto.core.credit.LedgerEntry;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** What organisations have and what it was spent on: for themselves, and for the operator. */
public final class AccountsApi implements Resource {
  private final Ledger ledger;

  /** Keeps them in {@code ledger}. */
  public AccountsApi(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "get_organisation_account", this::accountOf,
        "update_organisation_account", this::change,
        "list_organisation_ledger", this::entriesOf,
        "create_ledger_entry", this::add,
        "get_account", this::account,
        "list_ledger", this::entries,
        "list_charges", this::charges);
  }

  private Reply accountOf(Request request) {
    return ledger
        .accountOf(id(request))
        .map(account -> Reply.ok(json(account)))
        .orElseThrow(Problem::notFound);
  }

  private Reply account(Request request) {
    return ledger
        .account(request.organisation())
        .map(account -> Reply.ok(json(account)))
        .orElseThrow(Problem::notFound);
  }

  private Reply change(Request request) {
    try {
      return ledger
          .change(id(request), before -> changed(request, before))
          .map(account -> Reply.ok(json(account)))
          .orElseThrow(Problem::notFound);
    } catch (CurrencyInUse refused) {
      throw Problem.conflict("currency_in_use", "/currency", refused.getMessage());
    }
  }

  private static BillingAccount changed(Request request, BillingAccount before) {
    request.requireMatch(json(before));
    var body = request.body();
    return new BillingAccount(
        before.organisation(),
        body.containsKey("mode") ? body.getString("mode").equals("prepaid") : before.prepaid(),
        body.getString("currency", before.currency()),
        body.containsKey("low_balance")
            ? new BigDecimal(body.getString("low_balance"))
            : before.lowBalance(),
        before.balance(),
        before.leased());
  }

  private Reply entriesOf(Request request) {
    return Reply.page(
        ledger
            .pageOf(id(request), request.query("kind").map(LedgerEntry.Kind::of), request.page())
            .map(AccountsApi::json));
  }

  private Reply entries(Request request) {
    return Reply.page(
        ledger
            .page(
                request.organisation(),
                request.query("kind").map(LedgerEntry.Kind::of),
                request.page())
            .map(AccountsApi::json));
  }

  /** Money that is booked twice is a customer lost: here a key is demanded. */
  private Reply add(Request request) {
    if (request.query("Idempotency-Key").isEmpty()) {
      throw Problem.malformed(
          "idempotency_key_missing",
          "Send an Idempotency-Key, so that nothing is booked twice",
          List.of(new Fault("/header/Idempotency-Key", "required", "Is missing")));
    }
    var body = request.body();
    var kind = LedgerEntry.Kind.of(body.getString("kind"));
    var amount = new BigDecimal(body.getString("amount"));
    if (amount.signum() == 0 || kind == LedgerEntry.Kind.TOP_UP && amount.signum() < 0) {
      throw Problem.invalid(
          "/amount", "malformed", "Must not be zero; only an adjustment may be negative");
    }
    return ledger
        .add(id(request), kind, amount, body.getString("note", ""))
        .map(entry -> Reply.created(json(entry)))
        .orElseThrow(Problem::notFound);
  }

  private Reply charges(Request request) {
    return Reply.page(
        ledger
            .charges(
                request.organisation(), request.query("call_id").map(CallId::new), request.page())
            .map(AccountsApi::json));
  }

  private static OrganisationId id(Request request) {
    return Ids.organisation(request.path("id")).orElseThrow(Problem::notFound);
  }

  private static JsonObject json(BillingAccount account) {
    return new JsonObject()
        .put("organisation_id", account.organisation().value())
        .put("mode", account.prepaid() ? "prepaid" : "postpaid")
        .put("currency", account.currency())
        .put("low_balance", RatingJson.amount(account.lowBalance()))
        .put("balance", RatingJson.amount(account.balance()))
        .put("leased", RatingJson.amount(account.leased()));
  }

  private static JsonObject json(LedgerEntry entry) {
    return new JsonObject()
        .put("id", entry.id())
        .put("organisation_id", entry.organisation().value())
        .put("kind", entry.kind().code())
        .put("amount", RatingJson.amount(entry.amount()))
        .put("currency", entry.currency())
        .put("balance", RatingJson.amount(entry.balance()))
        .put("reference", entry.reference().orElse(null))
        .put("note", entry.note())
        .put("created_at", entry.createdAt());
  }

  private static JsonObject json(Charge charge) {
    return new JsonObject()
        .put("call_id", charge.call().value())
        .put("started_at", charge.startedAt())
        .put("seconds", charge.seconds())
        .put("billed_seconds", charge.billedSeconds())
        .put("price", charge.price().map(RatingJson::amount).orElse(null))
        .put("uncollected", RatingJson.amount(charge.uncollected()))
        .put("currency", charge.currency())
        .put("prefix", charge.prefix().orElse(null));
  }
}
