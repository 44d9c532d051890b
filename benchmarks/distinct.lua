-- For wrk: each request asks another question, unless no middle is given, which makes all the same.
-- Arguments: first part of the address, number of events, first number; then, for questions, middle and tail.

local threads = 0

function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end

function init(args)
  head, events, number, middle, tail = args[1], tonumber(args[2]), tonumber(args[3]), args[4], args[5]
  number = number + id * 10000000
end

function request()
  if not middle then return wrk.format("GET", head) end
  number = number + 1
  return wrk.format("GET", head .. (number * 7919) % events .. middle .. number .. tail)
end

function done(summary, latency)
  local failed = summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.connect
  io.write(string.format('{"requests": %d, "seconds": %.6f, "p50": %.4f, "p99": %.4f, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, failed))
end
