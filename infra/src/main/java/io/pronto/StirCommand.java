package io.pronto;

import io.pronto.core.numbering.E164;
import io.pronto.core.stir.Attestation;
import io.pronto.core.stir.CertificateChain;
import io.pronto.core.stir.Digits;
import io.pronto.core.stir.Passport;
import io.pronto.core.stir.PassportSigner;
import io.pronto.core.stir.Told;
import io.pronto.core.stir.TrustAnchors;
import io.pronto.core.stir.Verdict;
import io.pronto.core.stir.Verifier;
import io.pronto.core.stir.authority.TestAuthority;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stir}: an authority for trials, with which calls are signed and verified by hand. */
@Command(
    name = "stir",
    description = {
      "Tries STIR/SHAKEN with an authority of one's own, which nobody else trusts.",
      "Real calls need a certificate of an authority that other networks trust."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class StirCommand {
  private static final Duration LASTS = Duration.ofDays(365);
  private static final String ROOT = "root.pem";
  private static final String CHAIN = "provider.pem";
  private static final String KEY = "provider.key";
  private static final String REVOCATIONS = "revocations.pem";

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  @Spec private CommandSpec spec;

  @Command(
      name = "authority",
      description =
          "Makes a root, an authority under it, and a certificate that signs calls; all for a"
              + " year.",
      mixinStandardHelpOptions = true)
  int authority(
      @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where to.")
          Path folder,
      @Option(
              names = "--code",
              paramLabel = "CODE",
              defaultValue = "709J",
              description = "The service provider code in its TNAuthList; ${DEFAULT-VALUE}.")
          String code)
      throws IOException {
    if (!code.matches("[A-Za-z0-9]{1,20}")) {
      return failed("--code: a code is 1 to 20 letters and digits, such as 709J");
    }
    if (Files.exists(folder.resolve(KEY))) {
      return failed("--out: there is an authority in %s already".formatted(folder));
    }
    var now = Instant.now();
    var maker = new TestAuthority(now.minus(Duration.ofMinutes(5)), now.plus(LASTS));
    var root = maker.root("Trial Root");
    var issuer = maker.intermediate("Trial Issuer", root);
    var provider = maker.provider("SHAKEN " + code, code, issuer);
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(ROOT), root.pem());
    Files.writeString(folder.resolve(CHAIN), provider.chainPem(issuer));
    Files.writeString(folder.resolve(REVOCATIONS), maker.revocations(issuer));
    var key = Files.createFile(folder.resolve(KEY), OWNER_ONLY);
    Files.writeString(key, provider.keyPem());
    out().printf("%s: trust it, by POST /v1/trust_anchors%n", folder.resolve(ROOT));
    out().printf("%s: the chain, and%n", folder.resolve(CHAIN));
    out()
        .printf(
            "%s: its key: sign by them, by POST /v1/signing_certificates%n", folder.resolve(KEY));
    out().printf("%s: what it has revoked: nothing%n", folder.resolve(REVOCATIONS));
    out().flush();
    return 0;
  }

  @Command(
      name = "sign",
      description = "Signs a call as a trunk's calls are signed; prints the Identity header.",
      mixinStandardHelpOptions = true)
  int sign(
      @Option(names = "--in", paramLabel = "DIR", required = true, description = "The authority.")
          Path folder,
      @Option(names = "--from", paramLabel = "NUMBER", required = true, description = "Who calls.")
          String from,
      @Option(names = "--to", paramLabel = "NUMBER", required = true, description = "Whom.")
          String to,
      @Option(
              names = "--attestation",
              defaultValue = "A",
              description = "A, B or C; ${DEFAULT-VALUE}.")
          Attestation attestation,
      @Option(
              names = "--x5u",
              paramLabel = "URL",
              defaultValue = "https://stir.example/provider.pem",
              description = "Where the chain will be found; ${DEFAULT-VALUE}.")
          String x5u)
      throws IOException {
    if (E164.of(from).isEmpty() || E164.of(to).isEmpty()) {
      return failed("--from, --to: write numbers as E.164, such as +33123456700");
    }
    var passport =
        Passport.shaken(
            attestation,
            Digits.canonical(from),
            Digits.canonical(to),
            UUID.randomUUID().toString(),
            Instant.now());
    out().println(new PassportSigner(key(folder.resolve(KEY)), x5u).sign(passport));
    out().flush();
    return 0;
  }

  @Command(
      name = "verify",
      description = {
        "Verifies an Identity header as an incoming call's is verified; exits with 1 if it is not"
            + " good.",
        "The certificate is taken from the folder, not from where the header says that it is."
      },
      mixinStandardHelpOptions = true)
  int verify(
      @Option(names = "--in", paramLabel = "DIR", required = true, description = "The authority.")
          Path folder,
      @Option(names = "--from", paramLabel = "NUMBER", required = true, description = "Who calls.")
          String from,
      @Option(names = "--to", paramLabel = "NUMBER", required = true, description = "Whom.")
          String to,
      @Parameters(paramLabel = "IDENTITY", description = "The header's value.") String identity)
      throws IOException {
    var chain = CertificateChain.parse(Files.readAllBytes(folder.resolve(CHAIN)));
    var root = CertificateChain.parse(Files.readAllBytes(folder.resolve(ROOT))).leaf();
    var anchors = new TrustAnchors(List.of(root), List.of());
    var verdict =
        new Verifier(_ -> chain, () -> anchors, InstantSource.system())
            .verify(List.of(identity), new Told(from, to, Optional.empty(), "by hand"));
    out().println(line(verdict));
    out().flush();
    return verdict.outcome() == Verdict.Outcome.VERIFIED ? 0 : 1;
  }

  private static String line(Verdict verdict) {
    return verdict
        .fault()
        .map(
            fault ->
                "%s: %s (%d %s)"
                    .formatted(
                        verdict.outcome().code(),
                        verdict.detail(),
                        fault.sipStatus(),
                        fault.phrase()))
        .orElseGet(
            () ->
                "verified: attestation %s by %s"
                    .formatted(
                        verdict.attestation().map(Enum::name).orElse("none"),
                        verdict.signer().orElse("nobody")));
  }

  private static PrivateKey key(Path file) throws IOException {
    var base64 = Files.readString(file).replaceAll("-----[^-]+-----", "");
    try {
      return KeyFactory.getInstance("EC")
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " is no key", e);
    }
  }

  private int failed(String why) {
    spec.commandLine().getErr().println("pronto: " + why);
    return 1;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
