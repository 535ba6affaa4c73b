package tv.mux.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Simulated machines: network namespaces, each with an address on two networks. The test process, with its inputs,
 * scheduler and players, is on the outer network. The nodes talk to each other on the inner network, from which a test
 * can disconnect a machine.
 */
public final class Network implements AutoCloseable {
    /** The address of the test process on the outer network. */
    public static final String HOST_ADDRESS = "10.213.0.1";

    private static final String PREFIX = "muxit";

    /** Names and addresses are fixed, so only one test at a time can have a network. */
    private static final Semaphore LOCK = new Semaphore(1);

    private final List<String> machines;

    /** Creates both networks and these machines. */
    public Network(List<String> machines) {
        this.machines = List.copyOf(machines);
        acquireLock();
        try {
            remove(); // leftovers of a test run that was killed
            build();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static void acquireLock() {
        try {
            if (!LOCK.tryAcquire(10, TimeUnit.MINUTES)) {
                throw new IllegalStateException("another test has kept its network for 10 minutes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void build() {
        for (String bridge : List.of(PREFIX + "out", PREFIX + "in")) {
            ip("link add " + bridge + " type bridge");
            ip("link set " + bridge + " up");
        }
        ip("addr add " + HOST_ADDRESS + "/24 dev " + PREFIX + "out");
        for (String machine : machines) {
            ip("netns add " + PREFIX + machine);
            ip("-n " + PREFIX + machine + " link set lo up");
            attach(machine, "out", outerAddress(machine));
            attach(machine, "in", innerAddress(machine));
        }
    }

    /** The reason why this machine cannot create network namespaces, or empty if it can. */
    public static synchronized Optional<String> unavailableReason() {
        try {
            ip("netns add " + PREFIX + "probe");
            try {
                ip("netns exec " + PREFIX + "probe true");
                ip("link add " + PREFIX + "probe type bridge");
                ip("link del " + PREFIX + "probe");
            } finally {
                ip("netns del " + PREFIX + "probe");
            }
            return Optional.empty();
        } catch (IllegalStateException e) {
            return Optional.of(e.getMessage());
        }
    }

    private void attach(String machine, String network, String address) {
        String device = PREFIX + network + machine;
        ip("link add " + device + " type veth peer name " + network + " netns " + PREFIX + machine);
        ip("link set " + device + " master " + PREFIX + network + " up");
        ip("-n " + PREFIX + machine + " addr add " + address + "/24 dev " + network);
        ip("-n " + PREFIX + machine + " link set " + network + " up");
    }

    String outerAddress(String machine) {
        return "10.213.0." + (10 + machines.indexOf(machine));
    }

    String innerAddress(String machine) {
        return "10.213.1." + (10 + machines.indexOf(machine));
    }

    /** The words to put before a command so that it runs on a machine. */
    List<String> launcher(String machine) {
        return List.of("ip", "netns", "exec", PREFIX + machine);
    }

    /** Disconnects a machine from the inner network. */
    public void isolate(String machine) {
        ip("link set " + PREFIX + "in" + machine + " down");
    }

    /** Connects a machine to the inner network again. */
    public void reconnect(String machine) {
        ip("link set " + PREFIX + "in" + machine + " up");
    }

    private static void ip(String arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments.split(" ")));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("ip " + arguments + ": " + output);
            }
        } catch (IOException e) {
            throw new IllegalStateException("ip " + arguments + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        remove();
        LOCK.release();
    }

    private void remove() {
        List<String> commands = new ArrayList<>();
        machines.forEach(machine -> commands.add("netns del " + PREFIX + machine));
        commands.add("link del " + PREFIX + "out");
        commands.add("link del " + PREFIX + "in");
        for (String command : commands) {
            try {
                ip(command);
            } catch (IllegalStateException e) {
                // The device does not exist.
            }
        }
    }
}
