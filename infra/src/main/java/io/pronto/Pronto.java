package io.pronto;

import io.pronto.backup.BackupFailed;
import io.pronto.core.backup.JournalGap;
import io.pronto.core.backup.NotErasedAgain;
import io.pronto.core.backup.SetBack;
import io.pronto.core.seal.BrokenSeal;
import io.pronto.core.seal.WrongMasterKey;
import io.pronto.embedded.EmbeddedFailed;
import io.pronto.media.speech.model.InstallFailed;
import io.pronto.server.CannotStart;
import io.pronto.settings.BadSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: {@code ./pronto} runs it. */
@Command(
    name = "pronto",
    description = "Business telephony: calls, recordings, records and the law around them.",
    subcommands = {
      DemoCommand.class,
      StartCommand.class,
      CheckCommand.class,
      ModelCommand.class,
      VerifyCommand.class,
      ImportCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      StirCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Pronto {
  private Pronto() {}

  /** Runs the command that {@code args} name; exits with 0, 1 if it failed, 2 if none is meant. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args.length == 0 ? new String[] {"--help"} : args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Pronto())
        .setExecutionExceptionHandler((thrown, line, _) -> failed(thrown, line));
  }

  private static int failed(Exception thrown, CommandLine line) throws Exception {
    var err = line.getErr();
    switch (thrown) {
      case BadSettings bad -> bad.faults().forEach(fault -> err.println("pronto: " + fault));
      case CannotStart why -> err.println("pronto: " + why.getMessage());
      case EmbeddedFailed why -> err.println("pronto: " + why.getMessage());
      case InstallFailed why -> err.println("pronto: " + why.getMessage());
      case BackupFailed why -> err.println("pronto: " + why.getMessage());
      case BrokenSeal why -> err.println("pronto: " + why.getMessage());
      case WrongMasterKey why -> err.println("pronto: " + why.getMessage());
      case NotErasedAgain why -> err.println("pronto: " + why.getMessage());
      case SetBack why -> err.println("pronto: " + why.getMessage());
      case JournalGap why -> err.println("pronto: " + why.getMessage());
      default -> throw thrown;
    }
    return 1;
  }
}
