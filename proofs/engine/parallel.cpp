// See parallel.hpp.
#include "proofs/engine/parallel.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <thread>

namespace twomsl::proof {
namespace {

struct Process {
  pid_t id = -1;
  std::FILE* output = nullptr;  // what it has printed
  bool is_done = false;
  bool is_good = false;
};

Process start(const Job& job) {
  Process process;
  process.output = std::tmpfile();
  std::fflush(nullptr);
  process.id = fork();
  if (process.id == 0) {
    if (process.output != nullptr) {
      dup2(fileno(process.output), STDOUT_FILENO);
    }
    const bool is_good = job.work();
    std::fflush(nullptr);
    _exit(is_good ? 0 : 1);
  }
  process.is_done = process.id < 0;
  return process;
}

// Waits until one of the processes ends.
void await_one(std::vector<Process>& processes) {
  int status = 0;
  const pid_t ended = wait(&status);
  for (Process& process : processes) {
    if (process.id == ended) {
      process.is_good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    process.is_done = process.is_done || ended < 0 || process.id == ended;
  }
}

void show(const Process& process) {
  if (process.output == nullptr) {
    return;
  }
  std::rewind(process.output);
  char buffer[4096];
  std::size_t bytes = 0;
  while ((bytes = std::fread(buffer, 1, sizeof buffer, process.output)) > 0) {
    std::fwrite(buffer, 1, bytes, stdout);
  }
  std::fclose(process.output);
  std::fflush(stdout);
}

// The numbers of the jobs, the longest first.
std::vector<std::size_t> longest_first(const std::vector<Job>& jobs) {
  std::vector<std::size_t> order(jobs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return jobs[a].seconds > jobs[b].seconds; });
  return order;
}

double children_seconds() {
  rusage used{};
  getrusage(RUSAGE_CHILDREN, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec);
}

void kill_others(const std::vector<Process>& processes) {
  for (const Process& process : processes) {
    if (process.id > 0 && !process.is_done) {
      kill(process.id, SIGKILL);
      waitpid(process.id, nullptr, 0);
    }
  }
}

std::size_t processors() { return std::max(1u, std::thread::hardware_concurrency()); }

}  // namespace

double in_parallel(const std::vector<Job>& jobs) {
  const std::size_t at_once = processors();
  const std::vector<std::size_t> order = longest_first(jobs);
  std::vector<Process> processes(jobs.size());
  std::size_t started = 0;
  std::size_t running = 0;
  std::size_t shown = 0;
  while (shown < jobs.size()) {
    for (; started < jobs.size() && running < at_once; ++started, ++running) {
      processes[order[started]] = start(jobs[order[started]]);
    }
    await_one(processes);
    --running;
    for (; shown < jobs.size() && processes[shown].is_done; ++shown) {
      show(processes[shown]);
    }
  }
  return children_seconds();
}

std::optional<std::size_t> first_failure(const std::vector<Job>& jobs) {
  std::vector<std::size_t> order = longest_first(jobs);
  std::reverse(order.begin(), order.end());
  std::vector<Process> processes(jobs.size());
  std::size_t started = 0;
  for (std::size_t done = 0; done < jobs.size(); ++done) {
    for (; started < jobs.size() && started < done + processors(); ++started) {
      processes[order[started]] = start(jobs[order[started]]);
    }
    await_one(processes);
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      if (processes[i].is_done && !processes[i].is_good) {
        kill_others(processes);
        show(processes[i]);
        return i;
      }
    }
  }
  return std::nullopt;
}

}  // namespace twomsl::proof
