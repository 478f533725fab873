package io.pronto.core.processing;

import io.pronto.core.db.Database;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.Organisation;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.organisation.OrganisationStore;
import io.pronto.core.retention.DataInventory.Kept;
import io.pronto.core.retention.RetentionBound;
import io.pronto.core.retention.RetentionBounds;
import io.pronto.core.retention.RetentionPolicies;
import io.pronto.core.retention.RetentionRule;
import io.pronto.core.subprocessor.DataCategory;
import io.pronto.core.subprocessor.Details;
import io.pronto.core.subprocessor.ProcessedBy;
import io.pronto.core.subprocessor.RegisterWords;
import io.pronto.core.subprocessor.Subprocessor;
import io.pronto.core.subprocessor.SubprocessorGate;
import io.pronto.core.subprocessor.SubprocessorRegister;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The record of processing activities, made when it is asked for of what is configured then: who
 * processes what, for what, of whom, who receives it, how long it is kept, and how it is protected.
 * Of an organisation it is what GDPR art. 30(1) has a controller keep of its telephony; of the
 * operator what art. 30(2) has a processor keep.
 */
public final class RecordOfProcessing {
  private static final int PAGE = 100;

  /** What shows that something is done at all, by activity; what is not here always is. */
  private static final Map<String, String> IN_USE =
      Map.of(
          "recording",
          """
          select exists (select from phone_number where recording_mode <> 'off')
                 or exists (select from recording)
          """,
          "transcription",
          """
          select exists (select from organisation_settings where transcription <> 'off')
                 or exists (select from phone_number where coalesce(transcription, 'off') <> 'off')
                 or exists (select from transcript)
          """,
          "contacts",
          "select exists (select from contact)",
          "numbers",
          "select exists (select from number_rental) or exists (select from phone_number)");

  private final Database database;
  private final InstantSource clock;
  private final Supplier<URI> publicUrl;

  /**
   * Made of what {@code database} has.
   *
   * @param publicUrl where the operator's API is
   */
  public RecordOfProcessing(Database database, InstantSource clock, Supplier<URI> publicUrl) {
    this.database = database;
    this.clock = clock;
    this.publicUrl = publicUrl;
  }

  /** That of {@code organisation}, whose words are in {@code language}: en, fr or it. */
  public JsonObject ofOrganisation(OrganisationId organisation, String language) {
    var words = ProcessingWords.in(language);
    var controller = new OrganisationStore(database).find(organisation).orElseThrow();
    var recipients = recipients(Optional.of(organisation));
    return database.in(
        organisation,
        tx -> {
          var state = RetentionPolicies.state(tx);
          var rules = state.policy().rules();
          return head("organisation", words)
              .put("controller", controller(tx, controller))
              .put("processor", operator())
              .put("activities", activities(tx, state.bounds(), rules, recipients, words, false))
              .put("recorded_without_notice", RecordedLines.untold(tx))
              .put("findings", RecordedLines.findings(tx, words))
              .put("transfers", transfers(recipients, words))
              .put("security", Measures.ofOrganisation(tx, publicUrl.get(), words));
        });
  }

  /** The operator's, as a processor, with every controller that it works for. */
  public JsonObject ofOperator(String language) {
    var words = ProcessingWords.in(language);
    var recipients = recipients(Optional.empty());
    var bounds = new RetentionBounds(database).list();
    var controllers = controllers();
    return database.asOperator(
        tx ->
            head("operator", words)
                .put("processor", operator())
                .put("controllers", controllers)
                .put("activities", activities(tx, bounds, List.of(), recipients, words, true))
                .put("transfers", transfers(recipients, words))
                .put("security", Measures.ofOperator(tx, publicUrl.get(), words)));
  }

  private JsonObject head(String of, ProcessingWords words) {
    return new JsonObject()
        .put("of", of)
        .put("language", words.language())
        .put("made_at", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private JsonObject operator() {
    return new JsonObject().put("url", publicUrl.get().toString());
  }

  private static JsonObject controller(Tx tx, Organisation organisation) {
    var contacts =
        tx
            .query(
                """
                select email from user_account where role = 'super_administrator' and active
                 order by id
                """)
            .stream()
            .map(row -> row.getString("email"))
            .toList();
    return json(organisation).put("contacts", new JsonArray(contacts));
  }

  private static JsonObject json(Organisation organisation) {
    return new JsonObject()
        .put("id", organisation.id().value())
        .put("name", organisation.name())
        .put("country", organisation.country());
  }

  private JsonArray controllers() {
    var all = new JsonArray();
    var store = new OrganisationStore(database);
    var after = Optional.<String>empty();
    do {
      var page = store.list(new PageRequest(PAGE, after, Optional.empty(), false));
      page.items().forEach(each -> all.add(json(each)));
      after = page.next();
    } while (after.isPresent());
    return all;
  }

  /** Somebody of the register who is used today. */
  private record Recipient(Subprocessor subprocessor, Details details) {}

  private List<Recipient> recipients(Optional<OrganisationId> organisation) {
    var register = new SubprocessorRegister(database, clock);
    var gate = new SubprocessorGate(database, clock);
    var today = register.today();
    var used = new ArrayList<Recipient>();
    for (var each : register.current()) {
      each.inForce(today)
          .filter(_ -> gate.permits(organisation, new ProcessedBy.Named(each.id())))
          .ifPresent(notice -> used.add(new Recipient(each, notice.details())));
    }
    return used;
  }

  private static JsonArray activities(
      Tx tx,
      List<RetentionBound> bounds,
      List<RetentionRule> rules,
      List<Recipient> recipients,
      ProcessingWords words,
      boolean operators) {
    var windows = Windows.read(tx, bounds, rules);
    var all = new JsonArray();
    for (var activity : Activities.read()) {
      var kept = new JsonArray();
      activity.tables().stream()
          .filter(entry -> operators || entry.kept() != Kept.OPERATOR)
          .forEach(entry -> kept.add(windows.of(entry, words)));
      all.add(
          json(activity, words)
              .put("in_use", operators ? null : inUse(tx, activity))
              .put("recipients", recipients(activity, recipients, words))
              .put("retention", kept));
    }
    return all;
  }

  private static boolean inUse(Tx tx, Activity activity) {
    var sql = IN_USE.get(activity.code());
    return sql == null || tx.one(sql).orElseThrow().getBoolean(0);
  }

  private static JsonObject json(Activity activity, ProcessingWords words) {
    var register = RegisterWords.in(words.language());
    var code = activity.code();
    return new JsonObject()
        .put("activity", code)
        .put("name", words.text("activity." + code))
        .put("purpose", words.text("purpose." + code))
        .put("operator_is", activity.operator().name().toLowerCase(Locale.ROOT))
        .put("people", codes(activity.people(), each -> words.text("people." + each)))
        .put(
            "data_categories",
            codes(
                activity.categories().stream().map(DataCategory::code).toList(),
                each -> register.text("category." + each)));
  }

  /** Codes with what they are called. */
  private static JsonArray codes(List<String> codes, UnaryOperator<String> called) {
    return new JsonArray(
        codes.stream()
            .map(code -> new JsonObject().put("code", code).put("text", called.apply(code)))
            .toList());
  }

  private static JsonArray recipients(
      Activity activity, List<Recipient> recipients, ProcessingWords words) {
    return new JsonArray(
        recipients.stream()
            .filter(
                each ->
                    each.details().categories().stream().anyMatch(activity.categories()::contains))
            .map(each -> json(each, words))
            .toList());
  }

  private static JsonArray transfers(List<Recipient> recipients, ProcessingWords words) {
    return new JsonArray(
        recipients.stream()
            .filter(each -> !each.details().withinTheArea())
            .map(each -> json(each, words))
            .toList());
  }

  private static JsonObject json(Recipient recipient, ProcessingWords words) {
    var register = RegisterWords.in(words.language());
    var details = recipient.details();
    return new JsonObject()
        .put("subprocessor_id", recipient.subprocessor().id())
        .put("name", details.name())
        .put("purpose", details.purpose())
        .put("countries", new JsonArray(details.countries()))
        .put("servers", register.whereabouts(details))
        .put("safeguard", details.safeguard().code())
        .put("safeguard_text", register.of(details.safeguard()));
  }
}
