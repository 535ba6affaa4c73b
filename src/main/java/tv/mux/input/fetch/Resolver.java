package tv.mux.input.fetch;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tv.mux.input.address.AddressRule;
import tv.mux.input.address.IpKind;
import tv.mux.input.address.PublicHosts;
import tv.mux.input.address.Url;
import tv.mux.input.fault.InputException;
import tv.mux.status.RunStatus;

/**
 * Finds, once for each host and port, the IP address that is connected to: the first one the rule allows. So what was
 * checked is what is connected to, whatever the name server says a moment later.
 */
final class Resolver {
    private final WorkerExecutor worker;
    private final AddressRule rule;
    private final PublicHosts publicHosts;
    private final Url head;
    private final long limitMs;
    private final Map<String, InetAddress> known = new HashMap<>();
    private final Map<String, InetAddress> failed = new HashMap<>();

    Resolver(WorkerExecutor worker, AddressRule rule, PublicHosts publicHosts, Url head, long limitMs) {
        this.worker = worker;
        this.rule = rule;
        this.publicHosts = publicHosts;
        this.head = head;
        this.limitMs = limitMs;
    }

    /** The IP address for this address; fails with FORBIDDEN when none is allowed, UNREACHABLE when there is none. */
    Future<InetAddress> resolve(Url url) {
        InetAddress before = known.get(url.origin());
        if (before != null) {
            return Future.succeededFuture(before);
        }
        return worker.executeBlocking(() -> List.of(InetAddress.getAllByName(url.host())), false)
                .timeout(limitMs, TimeUnit.MILLISECONDS)
                .recover(e -> Future.failedFuture(new InputException(
                        RunStatus.Cause.UNREACHABLE, url + ": host name " + url.host() + " cannot be resolved")))
                .map(addresses -> {
                    InetAddress address = allowed(url, addresses);
                    known.put(url.origin(), address);
                    return address;
                });
    }

    /**
     * Forgets what was found, since no connection came about: another of the host's addresses is taken next, if it has
     * one.
     */
    void failed(Url url) {
        InetAddress address = known.remove(url.origin());
        if (address != null) {
            failed.put(url.origin(), address);
        }
    }

    /** Chooses the address to connect to. Throws InputException FORBIDDEN if none is allowed. */
    InetAddress allowed(Url url, List<InetAddress> addresses) {
        if (url.host().equals(head.host())
                && addresses.stream()
                        .anyMatch(address -> IpKind.special(address).isEmpty())) {
            publicHosts.add(head.host());
        }
        boolean wasPublic = publicHosts.has(head.host());
        List<InetAddress> allowed = addresses.stream()
                .filter(address -> rule.refusal(head, wasPublic, url, address).isEmpty())
                .toList();
        if (allowed.isEmpty()) {
            throw new InputException(
                    RunStatus.Cause.FORBIDDEN,
                    rule.refusal(head, wasPublic, url, addresses.get(0)).orElse(url + " is not fetched"));
        }
        return after(failed.get(url.origin()), allowed);
    }

    /** The first address, or the one behind that which failed, round and round; null when none has failed. */
    static InetAddress after(InetAddress failed, List<InetAddress> allowed) {
        if (failed == null) { // on Java 25 a list made by List.of may not be asked for null
            return allowed.get(0);
        }
        return allowed.get((allowed.indexOf(failed) + 1) % allowed.size());
    }
}
