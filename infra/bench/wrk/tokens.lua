-- Asks each time as the holder of the next token of the file that TOKENS names, and counts what was not answered 200.
local tokens = {}
for token in io.lines(os.getenv("TOKENS")) do tokens[#tokens + 1] = token end
local threads = {}
local next_token = 0

function setup(thread) table.insert(threads, thread) end

function init()
  failed = 0
  first = ""
end

function request()
  next_token = next_token % #tokens + 1
  return wrk.format("GET", nil, { ["Authorization"] = "Bearer " .. tokens[next_token] })
end

function response(status, headers, body)
  if status ~= 200 then
    if failed == 0 then first = status .. " " .. body end
    failed = failed + 1
  end
end

function done(summary)
  local errors = summary.errors
  local all = errors.connect + errors.read + errors.write + errors.timeout
  local first = ""
  for _, thread in ipairs(threads) do
    all = all + thread:get("failed")
    first = first .. thread:get("first")
  end
  print("failed " .. all)
  print("of these: connect " .. errors.connect .. ", read " .. errors.read .. ", write " .. errors.write
    .. ", timeout " .. errors.timeout .. "; the first answer " .. first)
end
