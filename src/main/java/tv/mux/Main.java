package tv.mux;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import tv.mux.config.Config;

/** The entry point of the jar: reads the arguments, and starts the service or a {@link Command}. */
public final class Main {

    private Main() {}

    /** {@code java -jar mux.jar [COMMAND | node | --help | --version]}. */
    public static void main(String[] arguments) {
        String argument = String.join(" ", arguments);
        switch (argument) {
            case "" -> Launcher.launch(System.getenv(), Launcher::startNode);
            case "node" -> {
                Launcher.launch(System.getenv(), Launcher::startNode);
                exitWhenInputCloses();
            }
            case "--help", "-h" -> help(System.out);
            case "--version" -> System.out.println("mux " + version());
            default -> {
                Optional<Command> command = commands().stream()
                        .filter(known -> known.name().equals(argument))
                        .findFirst();
                if (command.isEmpty()) {
                    System.err.println(
                            "mux: " + argument + " is not known: allowed are " + String.join(", ", allowed()));
                    System.exit(Launcher.WRONG_SETTING);
                }
                command.ifPresent(found -> Launcher.launch(System.getenv(), found::start));
            }
        }
    }

    private static List<Command> commands() {
        return ServiceLoader.load(Command.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    private static List<String> allowed() {
        return Stream.concat(commands().stream().map(Command::name), Stream.of("node", "--help", "--version"))
                .toList();
    }

    private static void help(PrintStream out) {
        out.println(
                "Mux follows a scheduler over several live HLS inputs and publishes one HLS stream that never ends.");
        out.println();
        helpLine(out, "", "runs the service with settings from environment variables");
        commands().forEach(command -> helpLine(out, command.name(), command.summary()));
        helpLine(out, "node", "runs the service until its standard input closes");
        helpLine(out, "--help", "prints this text");
        helpLine(out, "--version", "prints the version");
        out.println();
        out.println("Environment variables:");
        out.println();
        out.print(Config.help());
    }

    private static void helpLine(PrintStream out, String argument, String summary) {
        out.printf("  java -jar mux.jar %-11s %s%n", argument, summary);
    }

    /** The version of this build. */
    static String version() {
        try (InputStream in = Main.class.getResourceAsStream("/mux.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new IllegalStateException("mux.properties cannot be read from the jar", e);
        }
    }

    /** Ends the process when its parent ends: the parent keeps the standard input of this process open. */
    private static void exitWhenInputCloses() {
        try {
            while (System.in.read() >= 0) {
                // The content of the input has no meaning.
            }
        } catch (IOException e) {
            LoggerFactory.getLogger(Main.class).debug("standard input cannot be read: {}", e.toString());
        }
        System.exit(0);
    }
}
