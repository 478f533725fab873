package io.pronto.core.evidence;

import io.pronto.core.access.Permission;
import io.pronto.core.db.Database;
import io.pronto.core.handover.Contents;
import io.pronto.core.handover.Handover;
import io.pronto.core.handover.Handovers;
import io.pronto.core.handover.SealedZip;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.organisation.OrganisationStore;
import io.pronto.core.people.Role;
import io.pronto.core.processing.RecordOfProcessing;
import io.pronto.core.processing.RecordPage;
import io.pronto.core.proof.Chain;
import io.pronto.core.proof.ChainExport;
import io.pronto.core.retention.DataInventory;
import io.pronto.core.seal.ProofKey;
import io.pronto.core.subprocessor.DataCategory;
import io.pronto.core.subprocessor.ProcessedBy;
import io.pronto.core.subprocessor.Subprocessor;
import io.pronto.core.subprocessor.SubprocessorGate;
import io.pronto.core.subprocessor.SubprocessorRegister;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * The pack of evidence of an organisation: how things are set, who may and did do what, what is
 * kept until when, what was deleted, who else processes its data, and what it was told, with an
 * index that says what each file is and how to check it.
 */
public final class EvidencePack implements Contents {
  private final Database database;
  private final InstantSource clock;
  private final PackRequests requests;
  private final ChainExport chains;
  private final ProofKey key;
  private final RecordOfProcessing record;

  /**
   * Made of what {@code database} has.
   *
   * @param chains hands out the audit log and the certificates
   * @param key by which both are checked
   */
  public EvidencePack(
      Database database,
      Handovers handovers,
      ChainExport chains,
      ProofKey key,
      RecordOfProcessing record,
      InstantSource clock) {
    this.database = database;
    this.clock = clock;
    this.requests = new PackRequests(database, handovers, clock);
    this.chains = chains;
    this.key = key;
    this.record = record;
  }

  @Override
  public void write(Handover handover, SealedZip into) throws IOException {
    var organisation = handover.organisation().orElseThrow();
    var pack = requests.find(organisation, handover.about()).orElseThrow();
    var files = new HashedFiles(into);
    settings(organisation, files);
    for (var extract : Extracts.ALL) {
      lines(extract, organisation, files);
    }
    lines(Extracts.accessLog(pack), organisation, files);
    proofs(organisation, files);
    files.json("subprocessors.json", subprocessors(organisation));
    files.json("retention.json", retention(organisation));
    files.json("recordings.json", one(organisation, Extracts.RECORDED));
    processing(organisation, pack, files);
    index(organisation, pack, files);
  }

  private void settings(OrganisationId organisation, HashedFiles files) throws IOException {
    files.json("settings.json", one(organisation, Extracts.SETTINGS));
    files.json("access_matrix.json", matrix());
  }

  private JsonObject one(OrganisationId organisation, String sql) {
    return database.in(organisation, tx -> tx.one(sql).orElseThrow().getJsonObject("json"));
  }

  private static JsonObject matrix() {
    var matrix = new JsonObject();
    for (var permission : Permission.values()) {
      var reach = new JsonObject();
      for (var role : Role.values()) {
        reach.put(role.code(), permission.of(role).code());
      }
      matrix.put(permission.code(), reach.put("operator", permission.ofOperator().code()));
    }
    return matrix;
  }

  private void lines(Extract extract, OrganisationId organisation, HashedFiles files)
      throws IOException {
    files.lines(extract.file(), lines -> extract.write(database, organisation, lines));
  }

  /** As {@code ./pronto verify} checks them. */
  private void proofs(OrganisationId organisation, HashedFiles files) throws IOException {
    files.text("proof_key.pem", key.publicKey().pem());
    for (var kind : Chain.Kind.values()) {
      var chain = new Chain(kind, Optional.of(organisation));
      files.stream(kind.text() + ".jsonl", out -> chains.write(chain, out));
    }
  }

  private JsonObject subprocessors(OrganisationId organisation) {
    var register = new SubprocessorRegister(database, clock);
    var gate = new SubprocessorGate(database, clock);
    var all = new JsonArray();
    for (var each : register.current()) {
      boolean used = gate.permits(organisation, new ProcessedBy.Named(each.id()));
      all.add(json(each, register).put("used_for_you", used));
    }
    return new JsonObject().put("on", register.today().toString()).put("subprocessors", all);
  }

  private static JsonObject json(Subprocessor subprocessor, SubprocessorRegister register) {
    var details = subprocessor.details(register.today());
    return new JsonObject()
        .put("id", subprocessor.id())
        .put("state", subprocessor.state(register.today()).code())
        .put("name", details.name())
        .put("purpose", details.purpose())
        .put("countries", new JsonArray(details.countries()))
        .put("location_note", details.locationNote())
        .put("safeguard", details.safeguard().code())
        .put(
            "data_categories",
            new JsonArray(details.categories().stream().map(DataCategory::code).toList()));
  }

  private JsonObject retention(OrganisationId organisation) {
    var kept = new JsonObject();
    for (var entry : DataInventory.read().entries()) {
      switch (entry.kept()) {
        case RULE -> kept.put(entry.table(), counted(organisation, limited(entry.table())));
        case MONTHS -> kept.put(entry.table(), counted(organisation, Extracts.CALLS));
        case LIFETIME, WITH, BRIEF, CONTRACT, OPERATOR, PROOF -> {}
      }
    }
    return new JsonObject()
        .put("at", clock.instant().toString())
        .put("kept", kept)
        .put("deleted", one(organisation, Extracts.DELETED));
  }

  private static String limited(String table) {
    return Extracts.LIMITED.formatted(table);
  }

  private JsonObject counted(OrganisationId organisation, String sql) {
    return database.in(
        organisation,
        tx ->
            tx.one("select to_jsonb(x) as json from (" + sql + ") x")
                .orElseThrow()
                .getJsonObject("json"));
  }

  private void processing(OrganisationId organisation, PackRequest pack, HashedFiles files)
      throws IOException {
    var json = record.ofOrganisation(organisation, pack.language());
    files.json("record_of_processing.json", json);
    files.text("record_of_processing.html", RecordPage.of(json));
  }

  private void index(OrganisationId organisation, PackRequest pack, HashedFiles files)
      throws IOException {
    var name = new OrganisationStore(database).find(organisation).orElseThrow().name();
    var index = new PackIndex(pack, name, new LinkedHashMap<>(files.hashes()));
    files.text("README.txt", index.text());
    files.text("index.html", index.page());
    files.sums();
  }
}
