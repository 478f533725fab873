package io.pronto;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Which Pronto this is. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"Pronto " + text()};
  }

  /** The version in the jar's manifest. */
  static String text() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("unpackaged");
  }
}
