package io.pronto;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.pronto.core.organisation.OrganisationId;
import java.util.Set;

/** Who may know whom. The picture of it is in the README. */
@AnalyzeClasses(
    packages = "io.pronto",
    importOptions = {DoNotIncludeTests.class, ImportLawsTest.DoNotIncludeTestJars.class})
class ImportLawsTest {
  /** What modules lend each other for their tests: core's, once it is packaged. */
  static final class DoNotIncludeTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final String CORE = "io.pronto.core..";
  private static final String MEDIA = "io.pronto.media..";
  private static final String SIP = "io.pronto.sip..";
  private static final String API = "io.pronto.api..";
  private static final Set<String> OPEN_TO_MEDIA =
      Set.of("io.pronto.core.lease", "io.pronto.core.seal", "io.pronto.core.manifest");

  @ArchTest
  static final ArchRule coreKnowsNoneOfTheOthers =
      noClasses()
          .that()
          .resideInAPackage(CORE)
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              CORE,
              "java..",
              "javax..",
              "org..",
              "com..",
              "io.vertx..",
              "io.lettuce..",
              "io.micrometer..",
              "io.netty..",
              "reactor..",
              "jakarta.mail..",
              "net.lingala.zip4j..");

  @ArchTest
  static final ArchRule mediaKnowsOfCoreOnlyLeasesSealsManifestsAndIds =
      noClasses()
          .that()
          .resideInAPackage(MEDIA)
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "are of Pronto, but neither media's own nor leases, seals, manifests or ids",
                  type ->
                      type.getPackageName().startsWith("io.pronto.")
                          && !type.getPackageName().startsWith("io.pronto.media")
                          && !OPEN_TO_MEDIA.contains(type.getPackageName())
                          && !type.getName().equals("io.pronto.core.Id")));

  @ArchTest
  static final ArchRule mediaHasNoDatabase =
      noClasses()
          .that()
          .resideInAPackage(MEDIA)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx.sqlclient..", "io.vertx.pgclient..", "java.sql..");

  @ArchTest
  static final ArchRule signallingKnowsOnlyMediaAndCore =
      noClasses()
          .that()
          .resideInAPackage(SIP)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(API, "io.pronto", "io.pronto.server..", "io.pronto.settings..");

  @ArchTest
  static final ArchRule theApiKnowsOnlyCore =
      noClasses()
          .that()
          .resideInAPackage(API)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SIP, MEDIA, "io.pronto", "io.pronto.server..", "io.pronto.settings..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlySignallingSpeaksJainSip =
      noClasses()
          .that()
          .resideOutsideOfPackage(SIP)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("javax.sip..", "gov.nist..");

  @ArchTest
  static final ArchRule onlyMediaUsesJitsiAndVosk =
      noClasses()
          .that()
          .resideOutsideOfPackage(MEDIA)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.jitsi..", "org.vosk..");

  @ArchTest
  static final ArchRule onlyHandshakesUseBouncyCastle =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.pronto.media.dtls..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bouncycastle..");

  @ArchTest
  static final ArchRule onlyTheApiRoutesHttp =
      noClasses()
          .that()
          .resideOutsideOfPackage(API)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vertx.ext.web..");

  @ArchTest
  static final ArchRule onlyLiveStateSpeaksRedis =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.pronto.core.live..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.lettuce..");

  @ArchTest
  static final ArchRule onlyMailSpeaksSmtp =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.pronto.core.mail..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.mail..", "org.eclipse.angus..");

  @ArchTest
  static final ArchRule onlyHandoversMakeSealedArchives =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.pronto.core.handover..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("net.lingala..");

  @ArchTest
  static final ArchRule thePacketPathLogsNothing =
      noClasses()
          .that()
          .haveNameMatching(
              "io\\.pronto\\.media\\.(secure\\..*"
                  + "|relay\\.(RtpPort|RtpHeader|Latch|Protection|ReceiveStatistics|TapRing"
                  + "|Transcoder|ReorderWindow|OutgoingStream|ReportTranslation))")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.slf4j..");

  /** Whose a row is, {@code OrganisationId}, is known to all: it has nothing beneath it. */
  @ArchTest
  static final ArchRule thePackagesOfCoreFormNoCycle =
      slices()
          .matching("io.pronto.core.(*)..")
          .should()
          .beFreeOfCycles()
          .ignoreDependency(alwaysTrue(), type(OrganisationId.class));

  @ArchTest
  static final ArchRule thePackagesOfSignallingFormNoCycle =
      slices().matching("io.pronto.sip.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule thePackagesOfInfraFormNoCycle =
      slices()
          .matching("io.pronto.(settings|embedded|log|watch|backup|check|server|demo|bench)..")
          .should()
          .beFreeOfCycles();
}
