package tv.mux.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Machines of the test's own: network namespaces, each on two networks. On the outer one are the inputs, the scheduler,
 * the players and this process; on the inner one the nodes talk to one another, and a machine can be cut off from it.
 */
public final class Network implements AutoCloseable {
    public static final String HERE = "10.213.0.1";
    private static final String PREFIX = "muxit";

    /** Names and addresses are fixed: a second network waits until the first is closed. */
    private static final Semaphore ONE = new Semaphore(1);

    private final List<String> machines;

    /** Two networks with these machines on both. */
    public Network(List<String> machines) {
        this.machines = List.copyOf(machines);
        takeTurn();
        try {
            remove(); // what a run that was killed has left
            build();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static void takeTurn() {
        try {
            if (!ONE.tryAcquire(10, TimeUnit.MINUTES)) {
                throw new IllegalStateException("another test still has its network after 10 minutes");
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
        ip("addr add " + HERE + "/24 dev " + PREFIX + "out");
        for (String machine : machines) {
            ip("netns add " + PREFIX + machine);
            ip("-n " + PREFIX + machine + " link set lo up");
            plug(machine, "out", outside(machine));
            plug(machine, "in", inside(machine));
        }
    }

    /** Why there can be no such machines here; empty where there can. */
    public static synchronized Optional<String> missing() {
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

    private void plug(String machine, String network, String address) {
        String plug = PREFIX + network + machine;
        ip("link add " + plug + " type veth peer name " + network + " netns " + PREFIX + machine);
        ip("link set " + plug + " master " + PREFIX + network + " up");
        ip("-n " + PREFIX + machine + " addr add " + address + "/24 dev " + network);
        ip("-n " + PREFIX + machine + " link set " + network + " up");
    }

    /** A machine's address on the outer network. */
    String outside(String machine) {
        return "10.213.0." + (10 + machines.indexOf(machine));
    }

    /** A machine's address on the inner network. */
    String inside(String machine) {
        return "10.213.1." + (10 + machines.indexOf(machine));
    }

    /** What runs a program on a machine. */
    List<String> program(String machine) {
        return List.of("ip", "netns", "exec", PREFIX + machine);
    }

    /** Cuts a machine off from the others. */
    public void cut(String machine) {
        ip("link set " + PREFIX + "in" + machine + " down");
    }

    /** Joins it again. */
    public void heal(String machine) {
        ip("link set " + PREFIX + "in" + machine + " up");
    }

    private static void ip(String arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments.split(" ")));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("ip " + arguments + ": " + said);
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
        ONE.release();
    }

    private void remove() {
        List<String> all = new ArrayList<>();
        machines.forEach(machine -> all.add("netns del " + PREFIX + machine));
        all.add("link del " + PREFIX + "out");
        all.add("link del " + PREFIX + "in");
        for (String one : all) {
            try {
                ip(one);
            } catch (IllegalStateException e) {
                // it is not there
            }
        }
    }
}
