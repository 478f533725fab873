package io.pronto;

import io.pronto.core.Id;
import io.pronto.core.audit.AuditChain;
import io.pronto.core.audit.AuditWalk;
import io.pronto.core.audit.Kept;
import io.pronto.core.completeness.CallSealChain;
import io.pronto.core.completeness.Completeness;
import io.pronto.core.completeness.CompletenessStatement;
import io.pronto.core.db.Database;
import io.pronto.core.db.Migrations;
import io.pronto.core.db.PageRequest;
import io.pronto.core.destruction.CertificateChain;
import io.pronto.core.destruction.CertificateWalk;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.organisation.OrganisationStore;
import io.pronto.core.proof.Chain;
import io.pronto.core.proof.ChainFile;
import io.pronto.core.proof.ChainFile.NotAnExport;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.ProofKey;
import io.pronto.core.seal.PublicProofKey;
import io.pronto.core.seal.WrongMasterKey;
import io.pronto.embedded.DataFolder;
import io.pronto.embedded.Embedded;
import io.pronto.log.Logs;
import io.pronto.server.DatabaseFault;
import io.pronto.settings.Settings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code verify}: whether destruction certificates and the audit log are what was written, in files
 * that were exported, or in the database; there also whether each day has the records of calls that
 * it had when it was sealed, if that is asked for.
 */
@Command(
    name = "verify",
    description = {
      "Computes every hash of the destruction certificates and of the audit log anew and checks"
          + " every signature: a line for each chain, and 1 where one is broken.",
      "With FILES it checks what was exported (/v1/proofs/…), anywhere and without any secret;"
          + " without, what the database has.",
      "Keep what it prints, away from the database: that the ends of both chains were cut off"
          + " shows only against an earlier line, by --kept."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  private static final int ORGANISATIONS_AT_ONCE = 100;

  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "0..*", description = "What was exported.")
  private List<Path> files = List.of();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The public key in PEM that must have signed (/v1/proof_key has it).")
  private Path keyFile;

  @Option(
      names = "--kept",
      paramLabel = "FILE",
      description =
          "What an earlier run printed; each chain, of FILES or of the database, must still hold"
              + " what is named there.")
  private Path keptFile;

  @Option(
      names = "--calls",
      description =
          "Counts the records of calls of each day in the database, too, and holds them against"
              + " the day's seal: under a minute for a million.")
  private boolean calls;

  private Optional<PublicProofKey> trusted = Optional.empty();
  private KeptVerdicts kept = KeptVerdicts.NOTHING;

  @Override
  public Integer call() throws Exception {
    Logs.text();
    if (keyFile != null) {
      trusted = read(keyFile);
      if (trusted.isEmpty()) {
        return refuse("--key: %s holds no Ed25519 public key in PEM".formatted(keyFile));
      }
    }
    if (keptFile != null) {
      kept = Files.isReadable(keptFile) ? KeptVerdicts.read(keptFile) : KeptVerdicts.NOTHING;
      if (kept.isEmpty()) {
        return refuse("--kept: %s holds nothing that `verify` printed".formatted(keptFile));
      }
    }
    return files.isEmpty() ? verifyDatabase() : verifyFiles();
  }

  private static Optional<PublicProofKey> read(Path file) throws IOException {
    try {
      return Files.isReadable(file)
          ? Optional.of(PublicProofKey.ofPem(Files.readString(file)))
          : Optional.empty();
    } catch (IllegalArgumentException | CharacterCodingException notPem) {
      return Optional.empty();
    }
  }

  private int verifyFiles() {
    boolean whole = true;
    var keys = new ArrayList<PublicProofKey>();
    for (var file : files) {
      try {
        var found = ChainFile.verify(file, trusted, this::kept);
        whole &= tell(found);
        if (!keys.contains(found.key())) {
          keys.add(found.key());
        }
      } catch (NotAnExport | IOException e) {
        whole = false;
        refuse("%s: %s".formatted(file, e.getMessage()));
      }
    }
    keys.forEach(key -> tellKey(key, false));
    return whole ? 0 : 1;
  }

  private Kept kept(Chain.Kind kind, String chain) {
    return switch (kind) {
      case DESTRUCTION_CERTIFICATES -> kept.certificates(chain);
      case AUDIT_EVENTS -> kept.events(chain);
    };
  }

  private boolean tell(ChainFile.Verdict found) {
    var words =
        switch (found.kind()) {
          case DESTRUCTION_CERTIFICATES -> "certificates";
          case AUDIT_EVENTS -> "events";
        };
    var good =
        "%d %s%s, exported %s"
            .formatted(
                found.links(),
                words,
                last(found.hash()),
                found.at().map(Object::toString).orElse(""));
    return tell(found.chain(), found.fault(), good);
  }

  private int verifyDatabase() throws Exception {
    var settings = config.settings();
    var master = MasterKeys.of(settings);
    var url = running(settings);
    if (url.isPresent()) {
      return verify(url.get(), master);
    }
    try (var data = DataFolder.hold(settings.data());
        var postgres = Embedded.postgres(data)) {
      return verify(postgres.url(), master);
    }
  }

  private static Optional<String> running(Settings settings) throws Exception {
    return settings.database().isPresent()
        ? settings.database()
        : Embedded.runningPostgres(settings.data());
  }

  private int verify(String url, Optional<MasterKey> master) {
    var fault = DatabaseFault.of(url);
    if (fault.isPresent()) {
      return refuse(fault.get());
    }
    if (!Migrations.done(url)) {
      return refuse("the database lacks this version's tables: run ./pronto start once");
    }
    var vertx = Vertx.vertx();
    try (var database = new Database(vertx, url)) {
      var key = key(database, master);
      if (calls && master.isEmpty()) {
        return refuse("--calls needs secrets.key: records of calls are hashed by it");
      }
      if (trusted.isPresent() && key.isPresent() && !key.equals(trusted)) {
        return refuse("the database has another key than --key, " + key.get().fingerprint());
      }
      return verify(database, master, trusted.or(() -> key)) ? 0 : 1;
    } catch (WrongMasterKey e) {
      return refuse(e.getMessage());
    } finally {
      vertx.close().await();
    }
  }

  private static Optional<PublicProofKey> key(Database database, Optional<MasterKey> master) {
    return master.isPresent()
        ? new ProofKey(database, master.get()).existing()
        : ProofKey.claimed(database);
  }

  private int refuse(String why) {
    spec.commandLine().getErr().println("pronto: " + why);
    return 1;
  }

  private boolean verify(
      Database database, Optional<MasterKey> master, Optional<PublicProofKey> key) {
    var events = new AuditChain(database, master, key);
    var certificates = new CertificateChain(database, key);
    boolean whole =
        tell("operator", events.verifyOperators(kept.events("operator")))
            & tell("operator", certificates.verifyOperators(kept.certificates("operator")))
            & tell(new CallSealChain(database, key).verify(kept.seals()));
    if (calls) {
      whole &= tell(new Completeness(database, master.get(), InstantSource.system()).ofAll());
    }
    var names = names(database);
    for (var chain : chains(database)) {
      var name = chain + names.getOrDefault(chain, "");
      if (!Id.is("org", chain)) {
        whole = tell(name, Optional.of("It is of no organisation"), "");
        continue;
      }
      var id = new OrganisationId(chain);
      whole &= tell(name, events.verify(id, kept.events(chain)));
      whole &= tell(name, certificates.verify(id, kept.certificates(chain)));
    }
    key.ifPresent(known -> tellKey(known, master.isPresent()));
    return whole;
  }

  /** Those that there are and those that there were, but for the operator's. */
  private Set<String> chains(Database database) {
    var chains = new TreeSet<>(kept.chains());
    for (var row : database.asStranger(tx -> tx.query("select chain from proof_chains() chain"))) {
      chains.add(row.getString("chain"));
    }
    chains.remove("operator");
    return chains;
  }

  /** Of the organisations that there are, after a space, by their ids. */
  private static Map<String, String> names(Database database) {
    var organisations = new OrganisationStore(database);
    var names = new HashMap<String, String>();
    var request = PageRequest.first(ORGANISATIONS_AT_ONCE);
    while (true) {
      var page = organisations.list(request);
      for (var organisation : page.items()) {
        names.put(organisation.id().value(), " " + organisation.name());
      }
      if (page.next().isEmpty()) {
        return names;
      }
      request = new PageRequest(ORGANISATIONS_AT_ONCE, page.next(), Optional.empty(), true);
    }
  }

  private void tellKey(PublicProofKey key, boolean sealed) {
    out(
        "key    %s%s"
            .formatted(
                key.fingerprint(),
                sealed || trusted.isPresent()
                    ? ""
                    : ", which nobody vouches for: compare it, or give the key by --key"));
  }

  private boolean tell(String chain, AuditWalk.Verdict verdict) {
    var good =
        "%d events%s, sealed up to %d"
            .formatted(verdict.events(), last(verdict.hash()), verdict.sealed());
    return tell(chain, verdict.fault(), good);
  }

  private boolean tell(String chain, CertificateWalk.Verdict verdict) {
    var good = "%d certificates%s".formatted(verdict.certificates(), last(verdict.hash()));
    return tell(chain, verdict.fault(), good);
  }

  private boolean tell(CallSealChain.Verdict verdict) {
    var good =
        "%d seals of days of calls%s%s"
            .formatted(
                verdict.seals(),
                last(verdict.hash()),
                verdict.day().map(day -> ", up to " + day).orElse(""));
    return tell("operator", verdict.fault(), good);
  }

  /** What is wrong with the seals themselves is told by a line of its own. */
  private boolean tell(CompletenessStatement found) {
    found.faults().forEach(fault -> tell("calls of " + fault.day(), Optional.of(words(fault)), ""));
    if (found.faults().isEmpty() && found.days() > 0) {
      tell(
          "operator",
          Optional.empty(),
          "%d days of calls, none missing or changed".formatted(found.days()));
    }
    return found.faults().isEmpty();
  }

  private static String words(CompletenessStatement.Fault fault) {
    long missing = fault.sealed() - fault.found();
    if (missing > 0) {
      return "%d records are missing of the %d that were sealed".formatted(missing, fault.sealed());
    }
    return missing < 0
        ? "there are %d records more than the %d that were sealed"
            .formatted(-missing, fault.sealed())
        : "a record was changed, of the %d that were sealed".formatted(fault.sealed());
  }

  private boolean tell(String chain, Optional<String> fault, String good) {
    out(
        fault
            .map(what -> "BROKEN %s: %s".formatted(chain, what))
            .orElseGet(() -> "whole  %s: %s".formatted(chain, good)));
    return fault.isEmpty();
  }

  private static String last(String hash) {
    return hash.isEmpty() ? "" : ", the last " + hash;
  }

  private void out(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
